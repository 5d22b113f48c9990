// A part of a language's file; vite/language-parts.ts makes them, and texts.ts says what is in them.
declare module '*.ts?first';
declare module '*.ts?rest';
