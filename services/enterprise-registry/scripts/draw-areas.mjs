/**
 * Draws the schematic areas of the townships of a county: Voronoi cells of one point per township, relaxed a little so that
 * none is a sliver, clipped to the county's outline. The points are rough centres, set by hand; nothing here is surveyed,
 * and every area says so. Run after a change of outlines, points or divisions (`npm run areas`); the result is committed.
 */
import { Delaunay } from 'd3-delaunay';
import { readFileSync, writeFileSync } from 'node:fs';
import polygonClipping from 'polygon-clipping';

const data = new URL('../src/data/', import.meta.url);
const json = (name) => JSON.parse(readFileSync(new URL(name, data), 'utf8'));
const outlines = { 310115: 'boundaries/浦东新区.geojson', 510603: 'boundaries/旌阳区.geojson' };
const seeds = json('areas/seeds.json');
const relaxations = 2;
const pull = 0.25;

const round = (x) => Math.round(x * 1e5) / 1e5;
const area = (ring) =>
  ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0) / 2;
/** Without repeated points and points on a straight line. */
const tidy = (ring) => {
  const distinct = ring.filter(([x, y], i) => i === 0 || x !== ring[i - 1][0] || y !== ring[i - 1][1]).slice(0, -1);
  const kept = distinct.filter((b, i) => {
    const [a, c] = [distinct.at(i - 1), distinct[(i + 1) % distinct.length]];
    return Math.abs((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])) > 1e-9;
  });
  return [...kept, kept[0]].map(([x, y]) => [round(x), round(y)]);
};
const centroid = (ring) => {
  const whole = area(ring);
  return [0, 1].map(
    (axis) =>
      ring.reduce((sum, a, i) => {
        const b = ring[(i + 1) % ring.length];
        return sum + (a[axis] + b[axis]) * (a[0] * b[1] - b[0] * a[1]);
      }, 0) /
      (6 * whole),
  );
};
const largest = (polygons) => [...polygons].sort((a, b) => Math.abs(area(b[0])) - Math.abs(area(a[0])))[0];

for (const [county, file] of Object.entries(outlines)) {
  const { geometry } = json(file).features[0];
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const land = polygonClipping.union(...polygons.map(([ring]) => [[tidy(ring)]]));
  const main = largest(land);
  // Degrees of longitude are shorter: cells are made in a plane where both axes have one scale.
  const squeeze = Math.cos((main[0][0][1] * Math.PI) / 180);
  const flat = ([x, y]) => [x * squeeze, y];
  const bounds = [0, 1, 2, 3].map(
    (i) => (i < 2 ? Math.min : Math.max)(...main[0].map((point) => flat(point)[i % 2])) + (i < 2 ? -0.1 : 0.1),
  );

  const codes = Object.keys(seeds[county]);
  let points = codes.map((code) => flat(seeds[county][code]));
  const cells = () => {
    const voronoi = Delaunay.from(points).voronoi(bounds);
    return codes.map((_, i) => largest(polygonClipping.intersection([main[0].map(flat)], [[...voronoi.cellPolygon(i)]])));
  };
  for (let i = 0; i < relaxations; i += 1) {
    points = cells().map(([ring], at) => centroid(ring.slice(0, -1)).map((to, axis) => points[at][axis] + pull * (to - points[at][axis])));
  }
  const townships = cells().map(([ring], i) => ({ code: codes[i], ring: tidy(ring.map(([x, y]) => [x / squeeze, y])) }));
  const feature = (id, type, coordinates) =>
    JSON.stringify({ type: 'Feature', id, properties: { isSchematic: true }, geometry: { type, coordinates } });
  const features = [
    feature(
      county,
      'MultiPolygon',
      land.map(([ring]) => [tidy(ring)]),
    ),
    ...townships.map(({ code, ring }) => feature(code, 'Polygon', [ring])),
  ];
  writeFileSync(new URL(`areas/${county}.geojson`, data), `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`);
  const share = townships.reduce((sum, { ring }) => sum + Math.abs(area(ring.slice(0, -1))), 0) / Math.abs(area(main[0].slice(0, -1)));
  console.log(county, townships.length, 'areas cover', (share * 100).toFixed(2), '% of the outline');
}
