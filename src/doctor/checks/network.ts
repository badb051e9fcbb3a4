import { fail, ok, warn, type Check } from '../finding';
import { isLoopbackHost, isReachable } from '../loopback';
import { isWeakSecret } from '../weak-secret';

/** Who can reach the server, and what they are believed. */
export const NETWORK_CHECKS: readonly Check[] = [
  {
    name: 'port',
    title: ['端口', 'port'],
    judge({ port, config }) {
      const found = `${config.host}:${config.port}`;
      if (port === 'free') return ok(found);
      if (port === 'ours') return ok(`${found}, Tongda runs there`);
      if (port === 'notAllowed') {
        return fail(
          found,
          '没有权限监听这个端口或地址。请用 1024 以上的端口，或检查 HOST。',
          'Not allowed to listen there. Use a port above 1023, or check HOST.',
        );
      }
      return fail(
        found,
        '端口被别的程序占用。请停掉它，或用 PORT 换一个。',
        'Another program listens there. Stop it, or choose another PORT.',
      );
    },
  },
  {
    name: 'restToken',
    title: ['REST 令牌', 'REST token'],
    judge({ config }) {
      const { restToken } = config;
      const local = !isReachable(config);
      if (restToken === undefined) {
        if (local) return ok('none, this machine only');
        return warn(
          'none',
          '没有 TONGDA_REST_TOKEN，本机程序和不带 X-Forwarded-For 的本机代理都能调用接口。生成：openssl rand -hex 32。',
          'Without TONGDA_REST_TOKEN programs on this machine may call, and a local proxy that sends no X-Forwarded-For lets everybody. Make one: openssl rand -hex 32.',
        );
      }
      if (!isWeakSecret(restToken)) return ok('set');
      const zh = '令牌太容易猜。请换一个：openssl rand -hex 32。';
      const en = 'The token is easy to guess. Make another: openssl rand -hex 32.';
      return local ? warn('weak', zh, en) : fail('weak', zh, en);
    },
  },
  {
    name: 'embedOrigins',
    title: ['可嵌入的网站', 'origins that may embed'],
    judge({ config: { embedOrigins } }) {
      const found = embedOrigins.join(', ') || 'none';
      if (embedOrigins.some((origin) => origin.includes('*'))) {
        return fail(
          found,
          '有通配符，别的网站可以套用聊天窗口骗取点击。请写出每个网站，如 https://www.example.cn。',
          'A wildcard lets strangers frame the chat and steal clicks. Name each origin, such as https://www.example.cn.',
        );
      }
      if (embedOrigins.some((origin) => !isOrigin(origin))) {
        return fail(
          found,
          '不是网站来源，浏览器会忽略。只写协议、域名和端口，如 https://www.example.cn。',
          'Not an origin, so browsers ignore it. Write scheme, host and port only, such as https://www.example.cn.',
        );
      }
      if (embedOrigins.some((origin) => origin.startsWith('http:'))) {
        return warn(
          found,
          '有 http 网站，途中的人可以改它的页面。请用 https。',
          'An http page can be changed on its way. Use https.',
        );
      }
      return ok(found);
    },
  },
  {
    name: 'secureCookies',
    title: ['只走 HTTPS 的 cookie', 'secure cookies'],
    judge({ config: { secureCookies, host } }) {
      if (secureCookies) return ok('on');
      if (isLoopbackHost(host)) return ok('off, this machine only');
      return warn(
        'off',
        '坐席的登录状态会经明文传送。请在前面放 HTTPS 代理，并设 TONGDA_SECURE_COOKIES=1。',
        'Staff sessions travel in the clear. Put an HTTPS proxy in front and set TONGDA_SECURE_COOKIES=1.',
      );
    },
  },
  {
    name: 'trustProxy',
    title: ['信任代理', 'trusted proxy'],
    judge({ config: { trustProxy, host, secureCookies } }) {
      if (trustProxy && !isLoopbackHost(host)) {
        return warn(
          `on, ${host}`,
          '能直接连到这个端口的人可以冒充任何地址。请用防火墙只放行代理。',
          'Whoever reaches this port directly can claim any address. Let only the proxy through the firewall.',
        );
      }
      if (!trustProxy && secureCookies) {
        return warn(
          'off',
          '看来前面有 HTTPS 代理，但所有顾客会被当成同一个地址，登录限制会互相影响。请设 TONGDA_TRUST_PROXY=1。',
          'There seems to be an HTTPS proxy, but all people look like one address and share its sign-in limit. Set TONGDA_TRUST_PROXY=1.',
        );
      }
      return ok(trustProxy ? 'on' : 'off');
    },
  },
  {
    name: 'drain',
    title: ['停机前的通知', 'drain before a stop'],
    judge({ config: { drainMs, databaseUrl, trustProxy } }) {
      if (databaseUrl === undefined || !trustProxy) return undefined;
      const found = `${drainMs} ms`;
      if (drainMs > 0) return ok(found);
      return warn(
        found,
        '负载均衡来不及知道节点要停，会把新顾客送过来。请设 TONGDA_DRAIN_MS=3000；有 preStop 等待的 Kubernetes 不用设。',
        'The load balancer does not learn in time that a node stops, and sends customers there. Set TONGDA_DRAIN_MS=3000; Kubernetes with a preStop wait needs none.',
      );
    },
  },
  {
    name: 'restCallback',
    title: ['REST 回调地址', 'REST callback'],
    judge({ config: { restCallbackUrl } }) {
      if (restCallbackUrl === undefined) return undefined;
      const { protocol, hostname, host } = new URL(restCallbackUrl);
      if (protocol === 'https:' || isLoopbackHost(hostname)) return ok(host);
      return warn(
        host,
        '坐席的回复会经明文发出。请用 https 地址。',
        "Agents' replies go out in the clear. Use an https address.",
      );
    },
  },
];

function isOrigin(text: string): boolean {
  try {
    const { origin, protocol } = new URL(text);
    return (protocol === 'https:' || protocol === 'http:') && origin === text;
  } catch {
    return false;
  }
}
