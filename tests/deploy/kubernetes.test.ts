import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { parseAllDocuments } from 'yaml';
import { readConfig, SETTINGS } from '../../src/config';

const DIR = join(__dirname, '../../deploy/kubernetes');

interface Manifest {
  kind: string;
  metadata: { name: string };
}

const MODELS: Record<string, new (data: never) => { validate(): void }> = {
  ConfigMap,
  Deployment,
  Ingress,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  StatefulSet,
};

const manifests = readdirSync(DIR)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) =>
    parseAllDocuments(readFileSync(join(DIR, name), 'utf8')).map((document) => {
      if (document.errors.length > 0) throw new Error(`${name}: ${document.errors.join()}`);
      return document.toJS() as Manifest;
    }),
  );
const find = (kind: string): unknown => manifests.find((manifest) => manifest.kind === kind);
const deployment = find('Deployment') as Deployment;
const workloads = [deployment, find('StatefulSet') as StatefulSet];

describe('the Kubernetes manifests', () => {
  it.each(manifests.map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    'fit the schema of the API: %s %s',
    (kind, _name, manifest) => {
      const Model = MODELS[kind];
      if (!Model) throw new Error(`teach this test the kind ${kind}`);
      expect(() => new Model(manifest as never).validate()).not.toThrow();
    },
  );

  it('would be refused by this test if they did not fit', () => {
    const wrong = structuredClone(deployment) as unknown as { spec: { replicas: unknown } };
    wrong.spec.replicas = 'three';
    expect(() => new Deployment(wrong as never).validate()).toThrow('replicas');
  });

  it('select the pods that they make', () => {
    const labels = workloads.map(({ spec }) => spec?.template.metadata?.labels ?? {});
    const selectors = [
      (find('Service') as Service).spec?.selector,
      (find('PodDisruptionBudget') as PodDisruptionBudget).spec?.selector?.matchLabels,
      (find('NetworkPolicy') as NetworkPolicy).spec?.podSelector?.matchLabels,
    ];
    for (const selector of selectors) {
      expect(selector).toBeDefined();
      for (const own of labels) expect(own).toMatchObject(selector ?? {});
    }
    for (const [index, { spec }] of workloads.entries())
      expect(labels[index]).toMatchObject(spec?.selector.matchLabels ?? {});
  });

  it('probe, stop and confine every pod', () => {
    for (const { spec } of workloads) {
      const pod = spec?.template.spec;
      const [container] = pod?.containers ?? [];
      expect(container?.startupProbe?.httpGet?.path).toBe('/livez');
      expect(container?.livenessProbe?.httpGet?.path).toBe('/livez');
      expect(container?.readinessProbe?.httpGet?.path).toBe('/readyz');
      expect(container?.lifecycle?.preStop).toBeDefined();
      expect(pod?.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
      expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
      expect(container?.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container?.resources?.limits?.memory).toBeDefined();
      expect(container?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/data', '/tmp']);
    }
  });

  it('never have less nodes while they are replaced', () => {
    expect(deployment.spec?.strategy?.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect((find('PodDisruptionBudget') as PodDisruptionBudget).spec?.maxUnavailable).toBe(1);
  });

  it('set what the program knows and takes, one node from files, and name no secret', () => {
    const { data = {} } = find('ConfigMap') as ConfigMap;
    const contents = workloads.map(({ spec }) => {
      const [container] = spec?.template.spec?.containers ?? [];
      expect(container?.envFrom).toEqual([
        { configMapRef: { name: 'tongda' } },
        { secretRef: { name: 'tongda' } },
      ]);
      return Object.fromEntries((container?.env ?? []).map(({ name, value = '' }) => [name, value]));
    });
    expect(contents.map(({ TONGDA_CONTENT }) => TONGDA_CONTENT)).toEqual(['database', 'files']);
    for (const own of contents) {
      const settings = { ...data, ...own, DATABASE_URL: 'postgres://db/tongda' };
      expect(() => readConfig({}, settings)).not.toThrow();
      expect(Object.keys(settings).filter((name) => !(name in SETTINGS) && name !== 'NODE_OPTIONS')).toEqual(
        [],
      );
    }
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});
