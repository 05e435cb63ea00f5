/**
 * Hazards on the outlines of the district. Points that would cover each other become clusters with their number, ringed in
 * red where a red one is inside; suspected and confirmed major hazards are never hidden in one. Whatever the map
 * shows is in the list too, which is why the map needs no keys of its own.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { LngLatBounds, Map as MapLibre, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import Supercluster from 'supercluster';
import type { DivisionArea } from '@anju/contracts/divisions';
import { RiskLevel, type HazardSummary } from '@anju/contracts/hazards';
import { isWithinAny, levelOf } from '@anju/contracts/place';
import { useThemeName } from '../settings.js';
import { fontFamily, tokens } from '../tokens.js';
import { useT } from '../words/i18n.js';
import { boundsOf, middleOf, order, point, worst, type Position } from './geometry.js';
import { empty, mapStyle, riskImage } from './map-style.js';

import { Empty } from './view.js';

setWorkerUrl(workerUrl);

interface HazardMapProps {
  readonly hazards: readonly HazardSummary[];
  readonly areas: readonly DivisionArea[];
  readonly own: readonly string[];
  readonly selected?: string | undefined;
  readonly onSelect?: (id: string) => void;
  /** Open hazards by township; given, the cells are shaded by them instead of points. */
  readonly counts?: ReadonlyMap<string, number> | undefined;
  readonly picked?: string | undefined;
  readonly onPick?: ((division: string) => void) | undefined;
  readonly outline?: readonly (readonly [number, number])[] | undefined;
  readonly focus?: { readonly lng: number; readonly lat: number } | undefined;
}
export default function HazardMap({ hazards, areas, own, selected, onSelect, counts, picked, onPick, outline, focus }: HazardMapProps) {
  const t = useT();
  const name = useThemeName();
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const [broken, setBroken] = useState(false);
  const handlers = useRef({ onSelect, onPick });
  handlers.current = { onSelect, onPick };

  useEffect(() => {
    let made: MapLibre;
    try {
      made = new MapLibre({
        container: box.current!,
        style: mapStyle(name),
        center: [121.6, 31.15],
        zoom: 9,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        localIdeographFontFamily: fontFamily,
        fadeDuration: 0,
        keyboard: true,
      });
    } catch {
      setBroken(true);
      return;
    }
    made.on('error', ({ error }) => console.warn('map:', error.message));
    made.on('load', () => {
      for (const level of RiskLevel.options) made.addImage(level, riskImage(level, name), { pixelRatio: 2 });
      setMap(made);
    });
    made.on('click', (event) => {
      const [hit] = made.queryRenderedFeatures(
        [
          [event.point.x - 6, event.point.y - 6],
          [event.point.x + 6, event.point.y + 6],
        ],
        { layers: ['point', 'cluster'] },
      );
      if (hit?.layer.id === 'point') return handlers.current.onSelect?.(String(hit.properties['id']));
      if (hit)
        return void made.easeTo({
          center: (hit.geometry as unknown as { coordinates: [number, number] }).coordinates,
          zoom: Number(hit.properties['zoom']),
        });
      const [cell] = made.queryRenderedFeatures(event.point, { layers: ['cell'] });
      if (cell) handlers.current.onPick?.(String(cell.properties['code']));
    });
    for (const layer of ['point', 'cluster']) {
      made.on('mouseenter', layer, () => (made.getCanvas().style.cursor = 'pointer'));
      made.on('mouseleave', layer, () => (made.getCanvas().style.cursor = ''));
    }
    return () => {
      setMap(undefined);
      made.remove();
    };
  }, [name]);

  const most = Math.max(1, ...(counts?.values() ?? []));
  useEffect(() => {
    if (!map) return;
    const townships = areas.filter(({ code }) => levelOf(code) === 'township');
    const isOwn = (code: string): boolean => own.length === 0 || isWithinAny(code, own) || own.some((mine) => mine.startsWith(code));
    (map.getSource('areas') as GeoJSONSource).setData({
      type: 'FeatureCollection',
      features: areas.map(({ code, geometry }) => ({
        type: 'Feature',
        geometry: geometry as never,
        properties: {
          code,
          level: levelOf(code),
          isOwn: isOwn(code),
          isPicked: code === picked || (levelOf(code) === 'township' && own.includes(code)),
          shade: counts ? ((counts.get(code) ?? 0) / most) * 0.5 : 0,
        },
      })),
    });
    (map.getSource('labels') as GeoJSONSource).setData({
      type: 'FeatureCollection',
      features: townships.map((area) =>
        point(middleOf(area), {
          name: counts?.get(area.code) !== undefined ? `${area.name} ${counts.get(area.code)}` : area.name,
          isOwn: isOwn(area.code),
          order: -(counts?.get(area.code) ?? 0),
        }),
      ),
    });
  }, [map, areas, own, picked, counts, most]);

  const ownKey = own.join();
  useEffect(() => {
    if (!map) return;
    if (outline && outline.length > 0) {
      map.fitBounds(
        outline.reduce((bounds, position) => bounds.extend([position[0], position[1]]), new LngLatBounds()),
        { padding: 48, maxZoom: 15.5, animate: false },
      );
      return;
    }
    if (focus) {
      map.jumpTo({ center: focus, zoom: 12 });
      return;
    }
    const mine = areas.filter(({ code }) => ownKey.split(',').includes(code));
    const bounds = boundsOf(mine.length > 0 ? mine : areas);
    if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: { top: 56, bottom: 32, left: 40, right: 40 }, animate: false });
  }, [map, areas, ownKey, outline, focus]);

  const index = useMemo(() => {
    const made = new Supercluster<{ id: string; level: RiskLevel }, { worst: number }>({
      radius: 16,
      minPoints: 5,
      maxZoom: 15,
      map: ({ level }) => ({ worst: order(level) }),
      reduce: (sum, one) => void (sum.worst = worst(sum.worst, one.worst)),
    });
    made.load(
      hazards
        .filter((hazard) => hazard.point && hazard.class === 'ORDINARY')
        .map((hazard) => point([hazard.point!.lng, hazard.point!.lat], { id: hazard.id, level: hazard.riskLevel })) as never,
    );
    return made;
  }, [hazards]);
  useEffect(() => {
    if (!map) return;
    const draw = (): void => {
      const bounds = map.getBounds();
      const found = counts
        ? []
        : index.getClusters([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], Math.floor(map.getZoom()));
      const clusters = found.flatMap((feature) => {
        const {
          cluster,
          cluster_id: id,
          point_count: n,
          worst: level,
        } = feature.properties as { cluster?: boolean; cluster_id: number; point_count: number; worst: number };
        return cluster
          ? [
              point(feature.geometry.coordinates as unknown as Position, {
                n,
                label: String(n),
                zoom: index.getClusterExpansionZoom(id),
                colour: RiskLevel.options[level] === 'RED' ? tokens[name].red : tokens[name].muted,
              }),
            ]
          : [];
      });
      const singles = found
        .filter(({ properties }) => !('cluster' in properties))
        .map((feature) => {
          const { id, level } = feature.properties as { id: string; level: RiskLevel };
          return point(feature.geometry.coordinates as unknown as Position, { id, level, order: -order(level) });
        });
      const majors = counts
        ? []
        : hazards
            .filter((hazard) => hazard.point && hazard.class !== 'ORDINARY')
            .map((hazard) => point([hazard.point!.lng, hazard.point!.lat], { id: hazard.id, level: 'RED', order: 9 }));
      (map.getSource('clusters') as GeoJSONSource).setData({ type: 'FeatureCollection', features: clusters });
      (map.getSource('points') as GeoJSONSource).setData({ type: 'FeatureCollection', features: [...singles, ...majors] });
    };
    draw();
    map.on('moveend', draw);
    return () => void map.off('moveend', draw);
  }, [map, index, hazards, counts, name]);

  useEffect(() => {
    if (!map) return;
    const hazard = hazards.find(({ id }) => id === selected);
    const source = map.getSource('selected') as GeoJSONSource;
    source.setData(hazard?.point ? { type: 'FeatureCollection', features: [point([hazard.point.lng, hazard.point.lat], {})] } : empty);
    if (hazard?.point && !map.getBounds().contains([hazard.point.lng, hazard.point.lat])) map.easeTo({ center: hazard.point });
  }, [map, hazards, selected]);

  useEffect(() => {
    if (!map || !outline) return;
    const c = tokens[name];
    map.addSource('outline', {
      type: 'geojson',
      data: { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [outline.map(([lng, lat]) => [lng, lat])] } },
    });
    map.addLayer(
      { id: 'outline-fill', type: 'fill', source: 'outline', paint: { 'fill-color': c.accentSoft, 'fill-opacity': 0.7 } },
      'label',
    );
    map.addLayer({ id: 'outline-line', type: 'line', source: 'outline', paint: { 'line-color': c.accent, 'line-width': 2 } }, 'label');
    return () => {
      if (!map.style) return;
      map.removeLayer('outline-line');
      map.removeLayer('outline-fill');
      map.removeSource('outline');
    };
  }, [map, outline, name]);

  if (broken) return <Empty title={t('desk.mapFailed')} text={t('desk.mapFailedText')} />;
  return <div ref={box} className="map-canvas" role="application" aria-label={t('desk.map')} />;
}
