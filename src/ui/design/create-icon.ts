// In the place of `createLucideIcon` of lucide-react (ISC): what an icon is here, without its settings for colour and width of lines, which
// nobody uses. The icons themselves are Lucide's; vite.config.ts puts this below them.
import { createElement, type ComponentProps } from 'react';

interface IconData {
  readonly name: string;
  readonly node: readonly (readonly [string, Readonly<Record<string, string>>])[];
}

const createIcon =
  ({ name, node }: IconData) =>
  ({ size = 24, className = '', ...rest }: ComponentProps<'svg'> & { size?: number }) =>
    createElement(
      'svg',
      {
        width: size,
        height: size,
        viewBox: '0 0 24 24',
        fill: 'none',
        stroke: 'currentColor',
        strokeWidth: 2,
        strokeLinecap: 'round',
        strokeLinejoin: 'round',
        className: `lucide lucide-${name} ${className}`,
        ...rest,
      },
      ...node.map(([tag, attributes]) => createElement(tag, attributes)),
    );

// oxlint-disable-next-line import/no-default-export -- what Lucide's icons import
export default createIcon;
