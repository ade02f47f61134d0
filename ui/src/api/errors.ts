/** What can go wrong with a call, in one shape: the API's error envelope, or that it could not be reached. */

export interface FieldError {
  field: string;
  message: string;
}

/** No answer came: the server is down, the network is, or the answer was not JSON. */
export const UNREACHABLE = 'UNREACHABLE';

export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** The HTTP status; 0 when no answer came. */
    readonly status: number,
    /** A stable name for programs, as `INSUFFICIENT_SCOPE`. */
    readonly code: string,
    /** A sentence for people. */
    message: string,
    readonly details: Record<string, unknown> = {},
    /** Seconds to wait, when the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** What is wrong with single fields of what was sent. */
  get fields(): FieldError[] {
    const found = this.details.fields;
    return Array.isArray(found) ? found.filter(isFieldError) : [];
  }
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value.field === 'string' && typeof value.message === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The error that an answer tells. A proxy's own error pages are told by their status alone. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) && wait >= 0 ? wait : null;
  const told = isRecord(body) && isRecord(body.error) ? body.error : null;
  if (told !== null && typeof told.code === 'string' && typeof told.message === 'string') {
    const details = isRecord(told.details) ? told.details : {};
    return new ApiError(response.status, told.code, told.message, details, retryAfter);
  }
  return new ApiError(
    response.status,
    `HTTP_${response.status}`,
    `the server answered ${response.status}`,
    {},
    retryAfter,
  );
}

/** The error for a call that got no answer. */
export function unreachable(): ApiError {
  return new ApiError(0, UNREACHABLE, 'to11 does not answer');
}

/** Any thrown value as an error that can be shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, 'UNEXPECTED', error instanceof Error ? error.message : String(error));
}
