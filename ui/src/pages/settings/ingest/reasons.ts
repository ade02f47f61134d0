/** Why the collector did not take something, in words, with what to do about it. */

export interface Reason {
  title: string;
  means: string;
  /** Where more of it stands. */
  page: string;
}

const OTLP = 'docs/otlp.md';
const CLIENTS = 'docs/clients.md';
const CONFIGURATION = 'docs/configuration.md';

const REJECTED: Record<string, Reason> = {
  invalid_trace_id: {
    title: 'Bad trace id',
    means: 'The trace id is not 16 bytes long, or all zero. The span belongs to no trace.',
    page: OTLP,
  },
  invalid_span_id: {
    title: 'Bad span id',
    means: 'The span id is not 8 bytes long, or all zero.',
    page: OTLP,
  },
  invalid_parent_span_id: {
    title: 'Bad parent span id',
    means: 'The parent span id is neither empty nor 8 bytes long.',
    page: OTLP,
  },
  invalid_utf8: {
    title: 'Text that is not UTF-8',
    means: 'A name or a text in the span holds bytes that are no UTF-8. Encode it, or send it as bytes.',
    page: OTLP,
  },
  invalid_value: {
    title: 'Value of the wrong kind',
    means: 'In OTLP/JSON, a value is not of the kind of its field, or out of its range.',
    page: OTLP,
  },
  nested_too_deeply: {
    title: 'Nested too deeply',
    means: 'An attribute holds lists or maps within one another, deeper than protobuf parsers read.',
    page: OTLP,
  },
  too_many_values: {
    title: 'Too many values',
    means: 'The span holds more attributes, events, links or values within them than one span may.',
    page: CONFIGURATION,
  },
  malformed: {
    title: 'Broken encoding',
    means:
      'The bytes of the span cannot be read as OTLP. A proxy or a hand-made client may have damaged them.',
    page: OTLP,
  },
};

const REFUSED: Record<string, Reason> = {
  INVALID_REQUEST: {
    title: 'Not readable as OTLP',
    means:
      'The whole body is no export request: another format than its content type says, cut short, or damaged.',
    page: OTLP,
  },
  INVALID_CREDENTIAL: {
    title: 'Token ended',
    means:
      'The collector token is no longer valid. Tokens live 15 minutes: exchange the key again before that.',
    page: CLIENTS,
  },
  INSUFFICIENT_SCOPE: {
    title: 'Token without otel:write',
    means: 'The token may not send spans. Exchange a key that holds otel:write.',
    page: CLIENTS,
  },
  PAYLOAD_TOO_LARGE: {
    title: 'Request too large',
    means: 'The request is over the limit in bytes, before or after it is unpacked. Export smaller batches.',
    page: CONFIGURATION,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'Unknown content type',
    means: 'Only protobuf and JSON are spoken: application/x-protobuf or application/json.',
    page: OTLP,
  },
  UNSUPPORTED_ENCODING: {
    title: 'Unknown compression',
    means: 'Only gzip, deflate and zstd are unpacked.',
    page: OTLP,
  },
  RATE_LIMITED: {
    title: 'Over the quota',
    means:
      'The project sends more than its share. Exporters try again by themselves; spans are lost where their queue is full.',
    page: CONFIGURATION,
  },
  UNAVAILABLE: {
    title: 'No room just now',
    means: 'The collector was busy, starting, or its disk was full. Exporters try again by themselves.',
    page: CONFIGURATION,
  },
  NOT_FOUND: {
    title: 'Wrong path',
    means: 'Spans go to /v1/traces. Metrics and logs are not taken: turn their exporters off.',
    page: CLIENTS,
  },
  METHOD_NOT_ALLOWED: {
    title: 'Wrong method',
    means: 'Export requests are POST requests.',
    page: OTLP,
  },
  INTERNAL_ERROR: {
    title: 'Error of to11',
    means: 'Something went wrong inside. The log of the server tells what.',
    page: OTLP,
  },
};

/** Why spans of an acknowledged request were left out. */
export function rejection(reason: string): Reason {
  return (
    (Object.hasOwn(REJECTED, reason) ? REJECTED[reason] : undefined) ?? {
      title: reason,
      means: 'The message tells what is wrong.',
      page: OTLP,
    }
  );
}

/** Why a whole request was turned away. */
export function refusal(code: string): Reason {
  return (
    (Object.hasOwn(REFUSED, code) ? REFUSED[code] : undefined) ?? {
      title: code,
      means: 'The message tells what is wrong.',
      page: OTLP,
    }
  );
}
