import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import { outcomeNotice } from '../support/notices.ts';
import { newUrl, notifier, oldUrl, rejected, texts, unavailable, unfinished } from '../support/notifier.ts';
import { outboxEvent } from '../support/outbox.ts';

const routes = [{ owners: ['web'], webhook_parameter: '/web' }];
const { resource } = outcomeNotice();
const mended = (id: string, owner: string, second: number) =>
  outcomeNotice({ resource: { ...resource, id, tags: { owner } }, at: `2026-11-20T10:15:0${second}.000Z` });
const event = () => outboxEvent(mended('sg-a', 'web', 1), mended('sg-b', 'other', 2), mended('sg-c', 'web', 3));

describe('the webhooks of routes', () => {
  it('get what they are for, and the default the rest', async () => {
    const { handle, send, others, outbox } = notifier({ routes });

    const answer = await handle(event());

    assert.lengthOf(texts(others.get('/web')?.send ?? sinon.stub()), 2);
    assert.lengthOf(send.args, 1);
    assert.deepEqual(outbox.journal, ['delete m0', 'delete m2', 'delete m1']);
    assert.deepEqual(answer, unfinished());
  });

  it('do not keep the default waiting while they cannot be reached', async () => {
    const { handle, send, outbox } = notifier({ routes, routed: { answers: [unavailable(60)] } });

    const answer = await handle(event());

    assert.lengthOf(send.args, 1);
    assert.deepEqual(outbox.journal, ['delete m1', 'back 60 m0 m2']);
    assert.deepEqual(answer, unfinished('m0', 'm2'));
  });

  it('are told again at their own URL once it is another one', async () => {
    const { handle, others } = notifier({ routes, routed: { answers: [rejected('404')], urls: [oldUrl, newUrl] } });

    await handle(event());

    assert.deepEqual(others.get('/web')?.createSender.args, [[oldUrl], [newUrl], [newUrl]]);
  });

  const unusable: readonly [what: string, routed: Parameters<typeof notifier>[0] & object][] = [
    ['revoked', { routed: { answers: [rejected('404'), rejected('404')] } }],
    ['missing', { routed: { urls: [new Failure('SETTING_MISSING', 'no such parameter')] } }],
    ['denied', { routed: { urls: [new Failure('READ_FAILED', 'denied')] } }],
  ];
  for (const [what, options] of unusable) {
    it(`lose nothing where one is ${what}: the default gets it in its order, and says so`, async () => {
      const { handle, send, outbox, log } = notifier({ routes, ...options });

      const answer = await handle(event());

      assert.deepEqual(
        send.args.map(([{ text }]) => /sg-\w/.exec(text)?.[0]),
        ['sg-a', 'sg-b', 'sg-c'],
      );
      assert.deepEqual(
        send.args.map(([message]) => JSON.stringify(message).includes('This was for the webhook in `/web`')),
        [true, false, true],
      );
      assert.deepEqual(outbox.journal, ['delete m0', 'delete m1', 'delete m2']);
      assert.deepEqual(answer, unfinished());
      sinon.assert.calledOnce(log.withArgs('error', 'Slack route cannot be used'));
    });
  }
});
