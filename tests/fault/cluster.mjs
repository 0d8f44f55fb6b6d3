/* Three PostgreSQL nodes under patroni and etcd, each in a network namespace of its own, on a bridge
 * in the caller's. The recipe is the README's.
 * Must never: touch the machine's own network: the caller runs in a namespace of its own.
 * Read next: tests/fault/failover_test.mjs.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BIN = readdirSync('/usr/lib/postgresql').map((v) => `/usr/lib/postgresql/${v}/bin`).at(-1);
const ip = (...words) => execFileSync('ip', words, { stdio: 'pipe', encoding: 'utf8' });
/* ip's own -n and exec remount /sys, which a chroot does not let them. */
const within = (n) => [`--net=/run/netns/${n.space}`];
const ipIn = (n, ...words) => execFileSync('nsenter', [...within(n), 'ip', ...words], { stdio: 'pipe' });
const address = (i) => `10.77.0.1${i}`;

const config = (i, place) => `scope: tonus
name: n${i}
restapi: {listen: '${address(i)}:8008', connect_address: '${address(i)}:8008'}
etcd:
  hosts: [${[1, 2, 3].map((n) => `'${address(n)}:2379'`).join(', ')}]
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 5
    retry_timeout: 5
    synchronous_mode: true
    postgresql: {use_pg_rewind: true, parameters: {wal_log_hints: 'on', max_connections: 60}}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
postgresql:
  listen: ${address(i)}:5432
  connect_address: ${address(i)}:5432
  data_dir: ${place}/pg
  bin_dir: ${BIN}
  pgpass: ${place}/pgpass
  authentication:
    superuser: {username: postgres, password: quiet}
    replication: {username: replicator, password: river}
  parameters: {unix_socket_directories: '${place}'}
  pg_hba: ['host replication replicator 10.77.0.0/24 scram-sha-256',
    'host all all 10.77.0.0/24 scram-sha-256', 'local all all trust']
`;

/* Resolves when a node leads and another is its synchronous replica. */
export async function cluster(home) {
  const nodes = [1, 2, 3].map((i) => ({ i, space: `tonus${process.pid}n${i}`, link: `v${i}`,
    place: join(home, `n${i}`), address: address(i) }));
  ip('link', 'set', 'lo', 'up');
  ip('link', 'add', 'br0', 'type', 'bridge');
  ip('addr', 'add', '10.77.0.1/24', 'dev', 'br0');
  ip('link', 'set', 'br0', 'up');
  for (const n of nodes) {
    ip('netns', 'add', n.space);
    ip('link', 'add', n.link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', n.space);
    ip('link', 'set', n.link, 'master', 'br0', 'up');
    ipIn(n, 'addr', 'add', `${n.address}/24`, 'dev', 'eth0');
    ipIn(n, 'link', 'set', 'eth0', 'up');
    ipIn(n, 'link', 'set', 'lo', 'up');
    mkdirSync(n.place);
    writeFileSync(join(n.place, 'patroni.yml'), config(n.i, n.place));
  }
  execFileSync('chown', ['-R', 'postgres', home]);
  const made = { nodes, home };
  for (const n of nodes) startIn(n, 'etcd', ['--name', `n${n.i}`, '--data-dir', `${n.place}/etcd`,
    '--enable-v2=true', '--listen-client-urls', `http://${n.address}:2379`,
    '--advertise-client-urls', `http://${n.address}:2379`, '--listen-peer-urls',
    `http://${n.address}:2380`, '--initial-advertise-peer-urls', `http://${n.address}:2380`,
    '--initial-cluster', nodes.map((m) => `n${m.i}=http://${m.address}:2380`).join(',')]);
  await sleep(2000);
  for (const n of nodes) startPatroni(n);
  await settled(made);
  return made;
}

function startIn(n, name, words) {
  const log = openSync(join(n.place, `${name}.log`), 'a');
  spawn('nsenter', [...within(n), 'runuser', '-u', 'postgres', '--', name, ...words],
    { cwd: '/', stdio: ['ignore', log, log] });
}

export const startPatroni = (n) => startIn(n, 'patroni', [join(n.place, 'patroni.yml')]);

function status(n, path) {
  return new Promise((done) => {
    const rq = http.get({ host: n.address, port: 8008, path, timeout: 1000 }, (rs) => {
      rs.resume();
      done(rs.statusCode);
    });
    rq.on('timeout', () => rq.destroy());
    rq.on('error', () => done(0));
  });
}

async function find(made, path, except) {
  for (const n of made.nodes)
    if (n !== except && await status(n, path) === 200) return n;
  return null;
}

/* The node that leads; `except`: one that may believe it still does. */
export const leader = (made, except) => find(made, '/leader', except);

/* Waits for a leader and a synchronous replica. */
export async function settled(made, seconds = 90) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(500))
    if (await leader(made) && await find(made, '/sync')) return;
  throw new Error(`no leader with a synchronous replica within ${seconds} s: see ${made.home}`);
}

const running = (n) => ip('netns', 'pids', n.space).split('\n').filter(Boolean);

/* Ends a node's programs, or only those named, without a word to them. */
export function kill(n, names) {
  for (const pid of running(n)) {
    try {
      const name = execFileSync('ps', ['-o', 'comm=', '-p', pid], { encoding: 'utf8' }).trim();
      if (!names || names.includes(name)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // it ended by itself
    }
  }
}

export const cutOff = (n) => ip('link', 'set', n.link, 'down');
export const joinAgain = (n) => ip('link', 'set', n.link, 'up');

/* Until none is left: one that is killed may just have started another. */
export async function end(made) {
  for (const n of made.nodes) {
    for (; running(n).length; await sleep(50)) kill(n);
    ip('netns', 'del', n.space);
  }
}
