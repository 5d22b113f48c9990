// Numbers with their nouns, in English.

export const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

export const messages = (n: number): string => count(n, 'message', 'messages');
