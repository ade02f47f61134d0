import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Conversation } from './conversation';
import { forgetModes } from './view-mode';
import { ViewSwitch } from './view-switch';

const text = (content: string) => ({ type: 'text', content });
const said = (role: string, ...parts: object[]) => ({ role, parts });

beforeEach(() => {
  // happy-dom lays nothing out; what is virtual asks how high it is.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(600);
});
afterEach(forgetModes);

describe('a conversation', () => {
  it('says who speaks, and shows Markdown', async () => {
    render(
      <Conversation
        instructions={[text('Be brief.')]}
        messages={[said('user', text('Hello')), said('moderator', text('Hm'))]}
        choices={[
          {
            ...said('assistant', text('# Title\n\n**Bold** and `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |')),
            finish_reason: 'stop',
          },
        ]}
      />,
    );
    expect(screen.getAllByRole('article').map((each) => each.getAttribute('aria-label'))).toEqual([
      'System instructions',
      'User',
      'moderator',
      'Assistant',
    ]);
    expect((await screen.findByText('Bold')).tagName).toBe('STRONG');
    expect(screen.getByRole('table')).toBeTruthy();
    expect(screen.queryByRole('heading')).toBeNull();
    expect(screen.queryByText('stop')).toBeNull();
  });

  it('switches one message, or all, to the plain text', async () => {
    const user = userEvent.setup();
    render(
      <>
        <ViewSwitch />
        <Conversation messages={[said('user', text('**one**')), said('user', text('**two**'))]} />
      </>,
    );
    await screen.findByText('one');
    await user.click(screen.getAllByRole('button', { name: 'Plain text' })[0] as HTMLElement);
    expect(await screen.findByText('**one**')).toBeTruthy();
    expect(screen.getByText('two').tagName).toBe('STRONG');
    await user.click(screen.getByRole('button', { name: 'Plain' }));
    expect(screen.getByText('**two**')).toBeTruthy();
    expect(localStorage.getItem('to11.conversation-view')).toBe('plain');
    await user.click(screen.getByRole('button', { name: 'Rendered' }));
    expect((await screen.findByText('one')).tagName).toBe('STRONG');
    expect(localStorage.getItem('to11.conversation-view')).toBeNull();
  });

  it('has results beside their calls, and tells what has no counterpart', () => {
    render(
      <Conversation
        messages={[
          said('assistant', { type: 'tool_call', id: 'a', name: 'weather', arguments: { city: 'Paris' } }),
          said('assistant', { type: 'tool_call', id: 'b', name: 'clock' }),
          said('tool', { type: 'tool_call_response', id: 'a', response: '18 °C' }),
          said('tool', { type: 'tool_call_response', id: 'z', response: 'lost', is_error: true }),
        ]}
      />,
    );
    const weather = screen.getByRole('article', { name: 'Call of weather' });
    expect(within(weather).getByText('18 °C')).toBeTruthy();
    expect(within(weather).getByRole('tree', { name: 'Arguments' }).textContent).toContain('"Paris"');
    expect(screen.getByRole('article', { name: 'Call of clock' }).textContent).toContain(
      'No result in these messages',
    );
    const orphan = screen.getByRole('article', { name: 'Result without a call' });
    expect(orphan.textContent).toContain('lost');
    expect(orphan.textContent).toContain('Failed');
    expect(screen.getAllByRole('article', { name: 'Tool' })).toHaveLength(1);
  });

  it('folds reasoning, with its first words', async () => {
    const user = userEvent.setup();
    render(
      <Conversation
        messages={[said('assistant', { type: 'reasoning', content: 'First\n\n**then** more' })]}
      />,
    );
    const button = screen.getByRole('button', { name: /^Reasoning/ });
    expect(button.textContent).toContain('First **then** more');
    await user.click(button);
    expect((await screen.findByText('then')).tagName).toBe('STRONG');
  });

  it('has several choices as tabs, each with why it ended', async () => {
    const user = userEvent.setup();
    render(
      <Conversation
        messages={[]}
        choices={[
          { ...said('assistant', text('one')), finish_reason: 'stop' },
          { ...said('assistant', text('two')), finish_reason: 'length' },
        ]}
      />,
    );
    expect(screen.getByText('one')).toBeTruthy();
    await user.click(screen.getByRole('tab', { name: 'Choice 2' }));
    expect(screen.getByText('two')).toBeTruthy();
    expect(screen.getByText('Cut at the limit')).toBeTruthy();
  });

  it('shows JSON as a tree that folds', async () => {
    const user = userEvent.setup();
    render(<Conversation messages={[said('assistant', text('{"a": {"b": [1, true, null]}}'))]} />);
    const tree = screen.getByRole('tree');
    expect(within(tree).getAllByRole('treeitem')).toHaveLength(5);
    await user.click(within(tree).getByText('a'));
    expect(within(tree).getAllByRole('treeitem')).toHaveLength(1);
    await user.keyboard('{ArrowRight}{End}');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('null'));
  });

  it('folds what is long', async () => {
    const user = userEvent.setup();
    render(<Conversation messages={[said('user', text(`${'word '.repeat(40_000)}end`))]} />);
    expect(screen.queryByText(/end$/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show all (200 kB)' }));
    expect(screen.getByText(/end$/)).toBeTruthy();
    expect(screen.getByText('Shown as plain text, as it is long.')).toBeTruthy();
  });

  it('folds the beginning of what went on for long', async () => {
    const user = userEvent.setup();
    render(
      <Conversation
        messages={Array.from({ length: 40 }, (_, index) => said('user', text(`message ${index}`)))}
      />,
    );
    expect(screen.getAllByRole('article')).toHaveLength(24);
    await user.click(screen.getByRole('button', { name: 'Show 16 earlier messages' }));
    expect(screen.getAllByRole('article')).toHaveLength(40);
  });

  it('tells what the gateway left out', () => {
    render(
      <Conversation
        truncated
        messages={[
          said('user', text('begin[... cut: 2000000 bytes in all ...]end'), {
            type: 'blob',
            modality: 'image',
            mime_type: 'image/png',
            content: '',
            sha256: 'ab'.repeat(32),
            size: 70_000,
          }),
        ]}
      />,
    );
    expect(screen.getByText(/Some of what was said is missing/)).toBeTruthy();
    expect(screen.getByText(/the whole text had 2.0 MB/)).toBeTruthy();
    expect(screen.getByText(/image\/png, 70 kB/)).toBeTruthy();
  });

  it('survives any shape', () => {
    const shapes: unknown[] = [
      null,
      7,
      'x',
      [],
      {},
      { role: 'user' },
      { role: 1, parts: 'x' },
      said('user', null as never, [] as never),
    ];
    render(<Conversation messages={shapes} choices={shapes} instructions={shapes} />);
    expect(screen.getAllByRole('article').length).toBeGreaterThan(5);
  });
});

describe('a hostile conversation', () => {
  const ELSEWHERE = 'https://tracker.example.net/pixel.png';
  const HOSTILE = `<script>window.__pwned = 1</script> <img src=x onerror="window.__pwned = 2">

[bad](javascript:window.__pwned=3) [data](data:text/html,x) [ours](/v1/session) [fine](https://example.org/page) https://auto.example.org/

![pixel](${ELSEWHERE}) ![vector](data:image/svg+xml;base64,PHN2Zz4=) ![dot](data:image/png;base64,iVBORw0KGgo=)

<iframe src="${ELSEWHERE}"></iframe>

- [x] done

`;

  it('is text, marked links, and images that are in the record', async () => {
    const { container } = render(
      <Conversation
        messages={[
          said(
            'user',
            text(HOSTILE),
            { type: 'uri', modality: 'image', uri: ELSEWHERE },
            { type: 'uri', modality: 'image', uri: 'javascript:x' },
          ),
          said('user', { type: 'blob', modality: 'image', mime_type: 'image/svg+xml', content: 'PHN2Zz4=' }),
        ]}
      />,
    );
    await screen.findByText('fine');
    expect(
      container.querySelector('script, iframe, svg[onload], style, object, embed, form, input'),
    ).toBeNull();
    expect([...container.querySelectorAll('img')].map((image) => image.getAttribute('src'))).toEqual([
      'data:image/png;base64,iVBORw0KGgo=',
    ]);
    const links = [...container.querySelectorAll('a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      'https://example.org/page',
      'https://auto.example.org/',
      ELSEWHERE,
      ELSEWHERE,
      ELSEWHERE,
    ]);
    for (const link of links) {
      expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
      expect(link.getAttribute('target')).toBe('_blank');
      expect(link.textContent).toContain(new URL(link.href).host);
    }
    expect(container.textContent).toContain('<script>window.__pwned = 1</script>');
    expect(container.textContent).toContain('☑ done');
  });

  const ODD = [
    ['>'.repeat(20_000)],
    ['[a]('.repeat(8_000)],
    ['*a_ '.repeat(8_000)],
    [`${'- '.repeat(5_000)}x`],
    [`${'['.repeat(20_000)}x`],
    ['![x]('.repeat(6_000)],
    [`|${'a|'.repeat(4_000)}\n|${'-|'.repeat(4_000)}\n`],
    ['`'.repeat(20_000)],
    ['<'.repeat(20_000)],
    ['\u0000\ud800\udfff\u202e'.repeat(1_000)],
  ];

  it.each(ODD.map(([odd], index) => ({ odd, index })))(
    'of odd Markdown is shown in a moment: $index',
    async ({ odd }) => {
      const begun = performance.now();
      const { container } = render(<Conversation messages={[said('user', text(odd ?? ''))]} />);
      await waitFor(() => expect(container.querySelector('article')?.textContent).toBeTruthy());
      expect(performance.now() - begun).toBeLessThan(3_000);
    },
  );
});
