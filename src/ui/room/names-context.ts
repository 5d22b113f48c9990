// The names that are marked in a text when somebody writes `@` before them.
import { createContext } from 'react';

export const NamesContext = createContext<readonly string[]>([]);
