'use strict';
/**
 * Cost against size, as SVG: a line for each series, from the minimum to the maximum of its rounds at each size; both axes are logarithmic.
 */

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 420, 64, 190, 24, 48];
const COLOURS = ['#0969da', '#cf222e', '#1a7f37'];

const powersOfTen = (from, to) => Array.from({ length: Math.round(Math.log10(to / from)) + 1 }, (_, power) => from * 10 ** power);

exports.plot = (series) => {
  const all = series.flatMap(({ points }) => points);
  const bounds = (values) => [10 ** Math.floor(Math.log10(Math.min(...values))), 10 ** Math.ceil(Math.log10(Math.max(...values)))];
  const [smallest, largest] = bounds(all.map(({ size }) => size));
  const [cheapest, dearest] = bounds(all.flatMap(({ least, most }) => [least, most]));
  const x = (size) => (LEFT + ((WIDTH - LEFT - RIGHT) * Math.log10(size / smallest)) / Math.log10(largest / smallest)).toFixed(1);
  const y = (cost) =>
    (HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * Math.log10(cost / cheapest)) / Math.log10(dearest / cheapest)).toFixed(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
      'font-family="sans-serif" font-size="12">',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...powersOfTen(cheapest, dearest).map(
      (cost) =>
        `<path d="M${LEFT} ${y(cost)}H${WIDTH - RIGHT}" stroke="#d0d7de"/><text x="${LEFT - 8}" y="${y(cost)}" dy="4" ` +
        `text-anchor="end">${cost}</text>`,
    ),
    ...powersOfTen(smallest, largest).map(
      (size) =>
        `<path d="M${x(size)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#d0d7de"/><text x="${x(size)}" y="${HEIGHT - BOTTOM + 18}" ` +
        `text-anchor="middle">${size.toLocaleString('en')}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">roles</text>`,
    `<text transform="translate(16 ${(HEIGHT - BOTTOM + TOP) / 2}) rotate(-90)" text-anchor="middle">microseconds of CPU a role</text>`,
    ...series.map(({ name, points }, index) => {
      const there = points.map(({ size, least }) => `${x(size)} ${y(least)}`);
      const back = [...points].reverse().map(({ size, most }) => `${x(size)} ${y(most)}`);
      return [
        `<path d="M${[...there, ...back].join('L')}Z" fill="${COLOURS[index]}" fill-opacity="0.15"/>`,
        `<path d="M${there.join('L')}" fill="none" stroke="${COLOURS[index]}" stroke-width="2"/>`,
        `<text x="${WIDTH - RIGHT + 10}" y="${TOP + 12 + 20 * index}" fill="${COLOURS[index]}">${name}</text>`,
      ].join('');
    }),
    '</svg>',
    '',
  ].join('\n');
};
