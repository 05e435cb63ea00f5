/**
 * The base of every map: no tiles, no fonts and no pictures from anywhere, only the outlines that the registry sends. The
 * letters are drawn by the browser; risk shapes are the same paths as in the lists.
 */
import type { StyleSpecification } from 'maplibre-gl';
import type { RiskLevel } from '@anju/contracts/hazards';
import { fontFamily, tokens, type ThemeName } from '../tokens.js';
import { riskColour, riskShape } from './risk.js';

export const empty = { type: 'FeatureCollection' as const, features: [] };

export function mapStyle(name: ThemeName): StyleSpecification {
  const c = tokens[name];
  const own = ['get', 'isOwn'] as ['get', string];
  return {
    version: 8,
    sources: Object.fromEntries(['areas', 'labels', 'points', 'clusters', 'selected'].map((id) => [id, { type: 'geojson', data: empty }])),
    layers: [
      { id: 'bg', type: 'background', paint: { 'background-color': c.bg } },
      {
        id: 'county',
        type: 'fill',
        source: 'areas',
        filter: ['==', ['get', 'level'], 'county'],
        paint: { 'fill-color': name === 'dark' ? c.surface : '#e8edf2' },
      },
      {
        id: 'cell',
        type: 'fill',
        source: 'areas',
        filter: ['==', ['get', 'level'], 'township'],
        paint: { 'fill-color': c.accent, 'fill-opacity': ['get', 'shade'] },
      },
      {
        id: 'cell-line',
        type: 'line',
        source: 'areas',
        filter: ['==', ['get', 'level'], 'township'],
        paint: { 'line-color': c.line, 'line-width': 1, 'line-opacity': ['case', own, 1, 0.5] },
      },
      {
        id: 'county-line',
        type: 'line',
        source: 'areas',
        filter: ['==', ['get', 'level'], 'county'],
        paint: { 'line-color': c.muted, 'line-width': 1, 'line-opacity': 0.6 },
      },
      {
        id: 'own-line',
        type: 'line',
        source: 'areas',
        filter: ['==', ['get', 'isPicked'], true],
        paint: { 'line-color': c.accent, 'line-width': 1.5 },
      },
      {
        id: 'label',
        type: 'symbol',
        source: 'labels',
        layout: {
          'text-field': ['get', 'name'],
          'text-size': 11,
          'text-font': [fontFamily],
          'text-padding': 6,
          'symbol-sort-key': ['get', 'order'],
        },
        paint: { 'text-color': c.muted, 'text-halo-color': c.bg, 'text-halo-width': 1, 'text-opacity': ['case', own, 1, 0.55] },
      },
      {
        id: 'cluster',
        type: 'circle',
        source: 'clusters',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['get', 'n'], 2, 9, 20, 13, 200, 20, 2000, 28],
          'circle-color': c.accentSoft,
          'circle-stroke-color': ['get', 'colour'],
          'circle-stroke-width': 1.5,
        },
      },
      {
        id: 'cluster-n',
        type: 'symbol',
        source: 'clusters',
        layout: {
          'text-field': ['get', 'label'],
          'text-size': 11,
          'text-font': [fontFamily],
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': c.text },
      },
      {
        id: 'point',
        type: 'symbol',
        source: 'points',
        layout: {
          'icon-image': ['get', 'level'],
          'icon-size': ['match', ['get', 'level'], 'RED', 0.62, 0.42],
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
          'symbol-sort-key': ['get', 'order'],
        },
      },
      {
        id: 'selected-ring',
        type: 'circle',
        source: 'selected',
        paint: { 'circle-radius': 13, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': c.accent, 'circle-stroke-width': 2 },
      },
    ],
  };
}

/** A risk shape as a picture for the map, with an edge of the background so that neighbours stay apart. */
export function riskImage(level: RiskLevel, name: ThemeName): { width: number; height: number; data: Uint8ClampedArray } {
  const size = 64;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d')!;
  pen.translate(4, 4);
  pen.scale((size - 8) / 16, (size - 8) / 16);
  const shape = new Path2D(riskShape[level]);
  pen.strokeStyle = tokens[name].bg;
  pen.lineWidth = 1.6;
  pen.stroke(shape);
  pen.fillStyle = tokens[name][riskColour[level]];
  pen.fill(shape);
  return { width: size, height: size, data: pen.getImageData(0, 0, size, size).data };
}
