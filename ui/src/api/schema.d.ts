// Made by `npm run types` from the OpenAPI document of the API. Not edited by hand.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Key set
         * @description The keys that verify tokens.
         */
        get: operations["jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * OAuth 2.0 discovery
         * @description The same for clients that look where RFC 8414 says.
         */
        get: operations["oauthConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * OpenID discovery
         * @description Lets a stock OpenTelemetry Collector or gateway verify tokens.
         */
        get: operations["openidConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liveness
         * @description Answers as long as the process can answer at all.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readiness
         * @description 200 when requests can be served; 503 while something is missing, named in `details.checks`.
         */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Who did what within the key's reach, its project, workspace or organization, newest first. Needs `audit:read`.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what projects inherit
         * @description What the deployment says where a project says nothing: `store.retention_days` and `gateway.capture_content`.
         */
        get: operations["getDefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the addresses
         * @description The addresses of API, gateway and collector that clients use.
         *
         *     An address without a public URL, of a to11 that listens on all of its machine's, has the host that this request was
         *     sent to.
         */
        get: operations["getEndpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ingest-token/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange an API key for a collector token
         * @description The token goes to the collector as `authorization: Bearer <token>`. It lives 15 minutes; exchange again before.
         *
         *     No Authorization header is needed here. The key must hold `otel:write`. 401 `INVALID_CREDENTIAL` for a key that is
         *     unknown, expired or revoked; 400 `PROJECT_REQUIRED` for a key that spans projects and names none; 403
         *     `INSUFFICIENT_SCOPE` or `PROJECT_NOT_AUTHORIZED`.
         */
        post: operations["exchange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List keys
         * @description The keys within the calling key's reach, newest first, revoked and expired ones too. Needs `keys:read`.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create a key
         * @description Needs `keys:create`, and every scope that the new key is given. The secret is in this answer and nowhere else.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a key
         * @description A key within the calling key's reach. Needs `keys:read`, but for the calling key itself.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{keyId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a key
         * @description Ends a key at once and for good, with every token made from it. Needs `keys:revoke`; takes no body.
         */
        post: operations["revokeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate a key
         * @description A new secret for the same key, scopes and expiry; the old secret lives for the grace period.
         *
         *     Needs `keys:rotate`, and every scope that the key holds.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The calling key
         * @description The key that this request carries, or that signed its browser in: its ids, its scopes and its reach.
         *
         *     404 for a browser that is signed in as the operator, who is no key: `GET /v1/session` tells of both.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a collector token by OAuth 2.0
         * @description For what refreshes tokens by itself, such as the OpenTelemetry Collector's `oauth2client` extension: client
         *     credentials, with the key's id as client id and the API key as client secret, in HTTP Basic or in the form; or token
         *     exchange (RFC 8693) of the API key. `resource` names the project for a key that spans several. Errors are those of
         *     RFC 6749.
         */
        post: operations["getToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List organizations
         * @description The organizations that lie wholly within the key's reach: an organization key's own; none for a narrower key.
         */
        get: operations["listOrganizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List projects
         * @description The projects within the key's reach, newest first.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Create a project
         * @description Needs `projects:write` and the workspace within reach.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a project
         * @description A project within the key's reach.
         */
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a project
         * @description Needs `projects:write` and the project within reach. Takes effect without a restart.
         */
        patch: operations["updateProject"];
        trace?: never;
    };
    "/v1/projects/{projectId}/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count traces by value
         * @description The services, providers, models, operations and environments of the traces that the list finds with these
         *     filters, and how many traces have each: what a filter may be narrowed to.
         */
        get: operations["getFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the collector took
         * @description What was accepted, what was rejected by reason and refused by code, in all and over time: what exporters do not
         *     show of partial success. Times are those at which the collector answered; an account is kept for some days.
         */
        get: operations["getIngest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description The sessions of the traces that meet the filters, the one with the newest trace first.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a session
         * @description The figures of a session, of all its traces, whenever they were.
         */
        get: operations["getProjectSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/sessions/{sessionId}/conversation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a session as a conversation
         * @description The traces of a session, oldest first, each with the messages that it adds to the conversation. A page may hold
         *     fewer turns than its limit, where they are long; `nextCursor` is null on the last one.
         */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/spans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List spans
         * @description The spans that start in the window and meet every filter, newest first.
         */
        get: operations["listSpans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures
         * @description Counts, errors, tokens, cost and durations of the traces that meet the filters: in all, by model, over time.
         */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List traces
         * @description The traces that start in the window and meet every filter, newest first.
         */
        get: operations["listTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/traces/{traceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a trace
         * @description All spans of a trace, earliest first. With `format=otlp`, what was sent, under its resources and scopes.
         */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/traces/{traceId}/outline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a trace in outline
         * @description The totals of a trace and what a waterfall draws of its spans, quick also for 100,000 of them.
         */
        get: operations["getTraceOutline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/traces/{traceId}/spans/{spanId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a span
         * @description One span of a trace, with its attributes, events, links and messages.
         */
        get: operations["getSpan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/traces/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export traces
         * @description The traces that the list finds with these filters, as a file to download: CSV with a header row, or a JSON array.
         *
         *     Lists are joined with `; ` in CSV, and a text that a spreadsheet would run as a formula begins with an apostrophe.
         */
        get: operations["exportTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{projectId}/traces/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count traces by time
         * @description How many of the traces that the list finds with these filters start when, and how many of them hold an error.
         */
        get: operations["getHistogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description The session of the cookie, whatever key the request carries besides. 401 when there is none, or none any more.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in
         * @description Sets a cookie that no script can read and that other sites' pages cannot send. The session ends when it is
         *     signed out of, after some days (setting `sign_in.session_seconds`), and with its key.
         *
         *     A code is good once, for some minutes, and signs in as the operator. 401 `INVALID_CREDENTIAL` for a key or a code
         *     that is not valid; 403 `INSUFFICIENT_SCOPE` for a key without `traces:read`.
         */
        post: operations["beginSession"];
        /**
         * Sign out
         * @description Ends the session at once and takes the cookie back.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List workspaces
         * @description The workspaces that lie wholly within the key's reach, newest first.
         */
        get: operations["listWorkspaces"];
        put?: never;
        /**
         * Create a workspace
         * @description Needs `projects:write` and the organization within reach.
         */
        post: operations["createWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Accepted
         * @description What was acknowledged. A request that is sent again counts again.
         */
        Accepted: {
            /**
             * Bytes
             * @description As they came over HTTP; over gRPC after gRPC's own decompression.
             */
            bytes: number;
            /** Requests */
            requests: number;
            /** Spans */
            spans: number;
        };
        /**
         * Action
         * @description What the log tells of.
         * @enum {string}
         */
        Action: "organization.created" | "workspace.created" | "project.created" | "project.updated" | "key.created" | "key.rotated" | "key.revoked" | "key.used" | "token.exchanged" | "access.denied" | "signing_key.created" | "sign_in_link.created" | "session.created" | "session.ended";
        /**
         * AuditEntry
         * @description One line of the audit log. Uses and denials are counted: `details` has `count` and `since`.
         */
        AuditEntry: {
            /**
             * Action
             * @example key.created
             */
            action: string;
            /**
             * Actor
             * @description The id of the key that acted, or `operator`.
             */
            actor: string;
            /** Address */
            address: string;
            /**
             * At
             * @example 2026-03-25T17:30:00Z
             */
            at: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /** Organizationid */
            organizationId: string | null;
            /**
             * Projectid
             * @description Null for what is the whole organization's or workspace's.
             */
            projectId: string | null;
            /** Target */
            target: string;
            /**
             * Workspaceid
             * @description Null for what is the whole organization's.
             */
            workspaceId: string | null;
        };
        /** AuditEntryPage */
        AuditEntryPage: {
            /** Items */
            items: components["schemas"]["AuditEntry"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** AuditEntryPageSuccess */
        AuditEntryPageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["AuditEntryPage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * BeginSession
         * @description An API key with `traces:read`, or the code of a sign-in link; one of them.
         */
        BeginSession: {
            /**
             * Code
             * @description What follows `#code=` in a sign-in link.
             */
            code?: string | null;
            /**
             * Credential
             * @description The API key.
             * @example to11_live_…
             */
            credential?: string | null;
        };
        /**
         * BrowserSession
         * @description What a page of the explorer may show and do. The ids are those of the key; all are null for the operator.
         */
        BrowserSession: {
            actor: components["schemas"]["SessionActor"];
            /**
             * Csrftoken
             * @description To be sent as `x-to11-csrf` with every request that is not GET or HEAD.
             */
            csrfToken: string;
            /**
             * Expiresat
             * @description When the session ends by itself.
             * @example 2026-03-25T17:30:00Z
             */
            expiresAt: string;
            /** Organizationid */
            organizationId: string | null;
            /** Projectid */
            projectId: string | null;
            /** @description How wide the key reaches; null for the operator. */
            scopeClass: components["schemas"]["ScopeClass"] | null;
            /**
             * Scopes
             * @description All that the actor holds.
             */
            scopes: components["schemas"]["Scope"][];
            /** Workspaceid */
            workspaceId: string | null;
        };
        /** BrowserSessionSuccess */
        BrowserSessionSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["BrowserSession"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Bucket
         * @description The traces that start within one stretch of time.
         */
        Bucket: {
            /**
             * Starttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
            traces: components["schemas"]["Figures"];
        };
        /**
         * Capture
         * @description What is kept of a call, from the least to the most.
         * @enum {string}
         */
        Capture: "none" | "metadata" | "full";
        /**
         * ConversationMessage
         * @description A message where it was said first.
         */
        ConversationMessage: {
            /**
             * Finishreason
             * @example stop
             */
            finishReason: string | null;
            /**
             * Parts
             * @description Parts as in the OpenTelemetry GenAI conventions 1.41, whose names they keep: those that are new.
             * @example [
             *       {
             *         "content": "Weather in Paris?",
             *         "type": "text"
             *       }
             *     ]
             */
            parts: {
                [key: string]: components["schemas"]["JsonValue"];
            }[];
            /**
             * Role
             * @description `system` for instructions.
             * @example user
             */
            role: string;
            /**
             * Spanid
             * @description The span that tells it.
             * @example 00f067aa0ba902b7
             */
            spanId: string;
        };
        /**
         * CreateKey
         * @description A new key. It can hold nothing that the calling key does not hold.
         */
        CreateKey: {
            /** @default live */
            environment: components["schemas"]["EnvironmentClass"];
            /**
             * Expiresat
             * @description An exact time instead. A key with neither never expires.
             * @example 2026-03-25T17:30:00Z
             */
            expiresAt?: string | null;
            /**
             * Expiresindays
             * @description 30, 90, 365 or any other number of days.
             * @example 90
             */
            expiresInDays?: number | null;
            /**
             * Name
             * @description 1 to 100 printable characters.
             * @example checkout
             */
            name: string;
            /**
             * Organizationid
             * @description Default: the calling key's own, the operator's only one.
             */
            organizationId?: string | null;
            /**
             * @description A named list of scopes; `custom` takes them from `scopes`.
             * @default custom
             */
            preset: components["schemas"]["Preset"];
            /**
             * Projectid
             * @description For a project's key. Default: as above.
             */
            projectId?: string | null;
            /** @description How wide the key reaches. */
            scopeClass: components["schemas"]["ScopeClass"];
            /**
             * Scopes
             * @description For `custom`, at least one.
             */
            scopes?: components["schemas"]["Scope"][] | null;
            /**
             * Workspaceid
             * @description For a workspace's key. Default: as above.
             */
            workspaceId?: string | null;
        };
        /**
         * CreateProject
         * @description A new project.
         */
        CreateProject: {
            /**
             * Name
             * @description 1 to 100 printable characters.
             * @example checkout
             */
            name: string;
            /**
             * Workspaceid
             * @description Default: the calling key's own, the operator's only one.
             */
            workspaceId?: string | null;
        };
        /**
         * CreateWorkspace
         * @description A new workspace.
         */
        CreateWorkspace: {
            /**
             * Name
             * @description 1 to 100 printable characters.
             * @example checkout
             */
            name: string;
            /**
             * Organizationid
             * @description Default: the calling key's own, the operator's only one.
             */
            organizationId?: string | null;
        };
        /**
         * Defaults
         * @description What holds for a project that has no wish of its own.
         */
        Defaults: {
            /** @description How much of a gateway call is kept at the most, whatever a project says. */
            capture: components["schemas"]["Capture"];
            /**
             * Retentiondays
             * @description Days that spans are kept.
             * @example 60
             */
            retentionDays: number;
        };
        /** DefaultsSuccess */
        DefaultsSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Defaults"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Endpoints
         * @description One URL each, without a path: the public ones where they are set, else where to11 listens.
         */
        Endpoints: {
            /**
             * Api
             * @example https://api.example.com
             */
            api: string;
            /**
             * Gateway
             * @description SDKs append `/v1`.
             * @example https://gateway.example.com
             */
            gateway: string;
            /**
             * Otlpgrpc
             * @description With the scheme that exporters tell TLS by: `https` is with, `http` without.
             * @example https://collector.example.com:443
             */
            otlpGrpc: string;
            /**
             * Otlphttp
             * @description Exporters append `/v1/traces`.
             * @example https://collector.example.com
             */
            otlpHttp: string;
        };
        /** EndpointsSuccess */
        EndpointsSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Endpoints"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * EnvironmentClass
         * @description What a key is for; part of its text (`to11_live_…`, `to11_test_…`).
         * @enum {string}
         */
        EnvironmentClass: "live" | "test";
        /**
         * ErrorBody
         * @description What went wrong: a stable code for programs, a sentence for people.
         */
        ErrorBody: {
            /**
             * Code
             * @example INSUFFICIENT_SCOPE
             */
            code: string;
            /** Details */
            details?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Message
             * @example the key does not hold the scope 'traces:read'
             */
            message: string;
        };
        /**
         * ExchangeAnswer
         * @description A collector token, good for one project. `scopeClass` is that of the key that was exchanged.
         */
        ExchangeAnswer: {
            /**
             * Expiresat
             * @example 2026-03-25T17:30:00Z
             */
            expiresAt: string;
            /**
             * Projectid
             * @example proj_abc123
             */
            projectId: string;
            /** @example project */
            scopeClass: components["schemas"]["ScopeClass"];
            /**
             * Scopes
             * @example [
             *       "otel:write"
             *     ]
             */
            scopes: string[];
            /**
             * Token
             * @example eyJhbGciOiJFUzI1NiIs…
             */
            token: string;
        };
        /**
         * ExchangeRequest
         * @description A key, and the project to write to where the key spans several.
         */
        ExchangeRequest: {
            /**
             * Credential
             * @description The API key.
             * @example to11_live_…
             */
            credential: string;
            /**
             * Requestedprojectid
             * @description Required for a key that spans projects; a project's key may name its own.
             * @example proj_abc123
             */
            requestedProjectId?: string | null;
        };
        /**
         * Facet
         * @description A value, and how many traces have it.
         */
        Facet: {
            /**
             * Count
             * @example 42
             */
            count: number;
            /**
             * Value
             * @example gpt-4o-mini
             */
            value: string;
        };
        /**
         * Facets
         * @description The values of the traces that the filters find: those of most traces first, at most 100 of each kind.
         */
        Facets: {
            /** Environments */
            environments: components["schemas"]["Facet"][];
            /** Models */
            models: components["schemas"]["Facet"][];
            /** Operations */
            operations: components["schemas"]["Facet"][];
            /** Providers */
            providers: components["schemas"]["Facet"][];
            /** Services */
            services: components["schemas"]["Facet"][];
        };
        /** FacetsSuccess */
        FacetsSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Facets"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Failure
         * @description The envelope around every error; `_tag` is the name of the HTTP status.
         */
        Failure: {
            /**
             * Tag
             * @example Forbidden
             */
            _tag: string;
            /**
             * Code
             * @description The HTTP status.
             * @example 403
             */
            code: number;
            error: components["schemas"]["ErrorBody"];
            /**
             * Success
             * @default false
             * @constant
             */
            success: false;
        };
        /**
         * Figures
         * @description Sums over traces, or over GenAI calls. Quantiles are null where nothing was counted.
         */
        Figures: {
            /** Cost */
            cost: number;
            /** Count */
            count: number;
            /** Errorcount */
            errorCount: number;
            /** Inputtokens */
            inputTokens: number;
            /** Outputtokens */
            outputTokens: number;
            /** P50Durationnano */
            p50DurationNano: number | null;
            /** P95Durationnano */
            p95DurationNano: number | null;
        };
        /**
         * GenAi
         * @description What a GenAI span says, whichever convention it was written in. Messages, instructions and tools have the shapes
         *     of the OpenTelemetry GenAI conventions 1.41.
         */
        GenAi: {
            /** Cachereadtokens */
            cacheReadTokens: number | null;
            /** Cachewritetokens */
            cacheWriteTokens: number | null;
            /** Conversationid */
            conversationId: string | null;
            /** Cost */
            cost: number | null;
            /** Environment */
            environment: string | null;
            /** Errortype */
            errorType: string | null;
            /**
             * Inputmessages
             * @description What was asked: `role`, `parts` and perhaps `name`. Keys are the conventions' own (`finish_reason`), not camelCase. Null where the span says nothing.
             * @example [
             *       {
             *         "parts": [
             *           {
             *             "content": "Weather in Paris?",
             *             "type": "text"
             *           }
             *         ],
             *         "role": "user"
             *       }
             *     ]
             */
            inputMessages: {
                [key: string]: components["schemas"]["JsonValue"];
            }[] | null;
            /** Inputtokens */
            inputTokens: number | null;
            /**
             * Operation
             * @example chat
             */
            operation: string | null;
            /**
             * Outputmessages
             * @description What came back, a message for each choice: as above, with `finish_reason`. Keys are the conventions' own (`finish_reason`), not camelCase. Null where the span says nothing.
             * @example [
             *       {
             *         "finish_reason": "tool_call",
             *         "parts": [
             *           {
             *             "arguments": {
             *               "city": "Paris"
             *             },
             *             "id": "call_1",
             *             "name": "weather",
             *             "type": "tool_call"
             *           }
             *         ],
             *         "role": "assistant"
             *       }
             *     ]
             */
            outputMessages: {
                [key: string]: components["schemas"]["JsonValue"];
            }[] | null;
            /** Outputtokens */
            outputTokens: number | null;
            /**
             * Provider
             * @example openai
             */
            provider: string | null;
            /** Reasoningtokens */
            reasoningTokens: number | null;
            /** Requestmodel */
            requestModel: string | null;
            /** Responsemodel */
            responseModel: string | null;
            /** Sessionid */
            sessionId: string | null;
            /**
             * Systeminstructions
             * @description Instructions that are kept apart from the messages, as parts. Keys are the conventions' own (`finish_reason`), not camelCase. Null where the span says nothing.
             * @example [
             *       {
             *         "content": "Answer in one sentence.",
             *         "type": "text"
             *       }
             *     ]
             */
            systemInstructions: {
                [key: string]: components["schemas"]["JsonValue"];
            }[] | null;
            /** Timetofirstchunkseconds */
            timeToFirstChunkSeconds: number | null;
            /** Toolcalls */
            toolCalls: number;
            /**
             * Tooldefinitions
             * @description Tools that the model may ask for. Keys are the conventions' own (`finish_reason`), not camelCase. Null where the span says nothing.
             * @example [
             *       {
             *         "name": "weather",
             *         "type": "function"
             *       }
             *     ]
             */
            toolDefinitions: {
                [key: string]: components["schemas"]["JsonValue"];
            }[] | null;
            /** Userid */
            userId: string | null;
        };
        /**
         * Health
         * @description The process runs and its event loop turns.
         */
        Health: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
            /** Version */
            version: string;
        };
        /**
         * Histogram
         * @description When the traces start that the filters find. Buckets start at multiples of their width, so that the first and the
         *     last may reach beyond the window; counted is what lies within.
         */
        Histogram: {
            /**
             * Bucketdurationnano
             * @example 600000000000
             */
            bucketDurationNano: number;
            /**
             * Buckets
             * @description Oldest first; empty ones are left out.
             */
            buckets: components["schemas"]["HistogramBucket"][];
            /**
             * Endtime
             * @description Where it ends.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            endTime: string;
            /**
             * Starttime
             * @description Where the window begins.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
        };
        /**
         * HistogramBucket
         * @description The traces that start within one stretch of time.
         */
        HistogramBucket: {
            /**
             * Count
             * @example 42
             */
            count: number;
            /**
             * Errorcount
             * @example 1
             */
            errorCount: number;
            /**
             * Starttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
        };
        /** HistogramSuccess */
        HistogramSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Histogram"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Ingest
         * @description A project's account with the collector. Requests are in it a few seconds after they were answered; one that came
         *     without a valid token is in no project's account.
         */
        Ingest: {
            accepted: components["schemas"]["Accepted"];
            /**
             * Bucketdurationnano
             * @example 600000000000
             */
            bucketDurationNano: number;
            /**
             * Buckets
             * @description Oldest first; empty stretches are left out.
             */
            buckets: components["schemas"]["IngestBucket"][];
            /**
             * Endtime
             * @description Where it ends.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            endTime: string;
            /** @description Now, whatever the window is. */
            lag: components["schemas"]["Lag"];
            /**
             * Refused
             * @description By code, most requests first.
             */
            refused: components["schemas"]["RefusedRequests"][];
            /** Refusedrequests */
            refusedRequests: number;
            /**
             * Rejected
             * @description By reason, most spans first.
             */
            rejected: components["schemas"]["RejectedSpans"][];
            /** Rejectedspans */
            rejectedSpans: number;
            /**
             * Starttime
             * @description Where the window begins; accounts are kept by the minute.
             */
            startTime: string;
        };
        /**
         * IngestBucket
         * @description What was answered within one stretch of time.
         */
        IngestBucket: {
            accepted: components["schemas"]["Accepted"];
            /** Refusedrequests */
            refusedRequests: number;
            /** Rejectedspans */
            rejectedSpans: number;
            /**
             * Starttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
        };
        /** IngestSuccess */
        IngestSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Ingest"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * InstrumentationScope
         * @description The library that made the span.
         */
        InstrumentationScope: {
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Droppedattributescount
             * @default 0
             */
            droppedAttributesCount: number;
            /** Name */
            name: string;
            /**
             * Schemaurl
             * @default
             */
            schemaUrl: string;
            /** Version */
            version: string;
        };
        /**
         * IssuedKey
         * @description A key with its secret, which is shown this once.
         */
        IssuedKey: {
            /**
             * Createdat
             * @example 2026-03-25T17:30:00Z
             */
            createdAt: string;
            /**
             * Createdby
             * @description The id of the key that created it, or `operator`.
             */
            createdBy: string;
            environment: components["schemas"]["EnvironmentClass"];
            /**
             * Expiresat
             * @description Null when it never expires.
             * @example 2026-03-25T17:30:00Z
             */
            expiresAt: string | null;
            /**
             * Hint
             * @example to11_live_4bC1…
             */
            hint: string;
            /**
             * Id
             * @example key_4bC1xYz09QwErTyUiOpA
             */
            id: string;
            /** Lastusedat */
            lastUsedAt: string | null;
            /** Name */
            name: string;
            /** Organizationid */
            organizationId: string;
            /**
             * Projectid
             * @description Null for all but a project's key.
             */
            projectId: string | null;
            /** Revokedat */
            revokedAt: string | null;
            scopeClass: components["schemas"]["ScopeClass"];
            /** Scopes */
            scopes: components["schemas"]["Scope"][];
            /**
             * Secret
             * @description Store it now: it cannot be had again.
             * @example to11_live_…
             */
            secret: string;
            /**
             * Workspaceid
             * @description Null for an organization's key.
             */
            workspaceId: string | null;
        };
        /** IssuedKeySuccess */
        IssuedKeySuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["IssuedKey"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        JsonValue: unknown;
        /**
         * Key
         * @description An API key without its secret. `hint` is the beginning of the secret, to tell keys apart.
         */
        Key: {
            /**
             * Createdat
             * @example 2026-03-25T17:30:00Z
             */
            createdAt: string;
            /**
             * Createdby
             * @description The id of the key that created it, or `operator`.
             */
            createdBy: string;
            environment: components["schemas"]["EnvironmentClass"];
            /**
             * Expiresat
             * @description Null when it never expires.
             * @example 2026-03-25T17:30:00Z
             */
            expiresAt: string | null;
            /**
             * Hint
             * @example to11_live_4bC1…
             */
            hint: string;
            /**
             * Id
             * @example key_4bC1xYz09QwErTyUiOpA
             */
            id: string;
            /** Lastusedat */
            lastUsedAt: string | null;
            /** Name */
            name: string;
            /** Organizationid */
            organizationId: string;
            /**
             * Projectid
             * @description Null for all but a project's key.
             */
            projectId: string | null;
            /** Revokedat */
            revokedAt: string | null;
            scopeClass: components["schemas"]["ScopeClass"];
            /** Scopes */
            scopes: components["schemas"]["Scope"][];
            /**
             * Workspaceid
             * @description Null for an organization's key.
             */
            workspaceId: string | null;
        };
        /** KeyPage */
        KeyPage: {
            /** Items */
            items: components["schemas"]["Key"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** KeyPageSuccess */
        KeyPageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["KeyPage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * KeySet
         * @description The public keys that have signed, sign, and will sign.
         */
        KeySet: {
            /** Keys */
            keys: {
                [key: string]: unknown;
            }[];
        };
        /** KeySuccess */
        KeySuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Key"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Lag
         * @description What is acknowledged and not stored yet, of the whole deployment; what waits is in no list of traces.
         */
        Lag: {
            /**
             * Oldestseconds
             * @description Age of the oldest of them; 0 when nothing waits.
             * @example 0.2
             */
            oldestSeconds: number;
            /**
             * Spooledbytes
             * @description Bytes in the spools, of all projects.
             */
            spooledBytes: number;
        };
        /**
         * ModelFigures
         * @description The GenAI calls of one model.
         */
        ModelFigures: {
            calls: components["schemas"]["Figures"];
            /**
             * Model
             * @example gpt-4o-mini
             */
            model: string;
            /**
             * Provider
             * @example openai
             */
            provider: string;
        };
        /**
         * OpenIdConfiguration
         * @description Who issues the tokens, where its keys are, and where tokens are to be had. There is no sign-in here, hence no
         *     endpoint for one.
         */
        OpenIdConfiguration: {
            /**
             * Claims Supported
             * @default [
             *       "iss",
             *       "sub",
             *       "aud",
             *       "scope",
             *       "org",
             *       "key",
             *       "iat",
             *       "nbf",
             *       "exp",
             *       "jti"
             *     ]
             */
            claims_supported: string[];
            /**
             * Grant Types Supported
             * @default [
             *       "client_credentials",
             *       "urn:ietf:params:oauth:grant-type:token-exchange"
             *     ]
             */
            grant_types_supported: string[];
            /**
             * Id Token Signing Alg Values Supported
             * @default [
             *       "ES256"
             *     ]
             */
            id_token_signing_alg_values_supported: string[];
            /**
             * Issuer
             * @example https://api.example.com
             */
            issuer: string;
            /**
             * Jwks Uri
             * @example https://api.example.com/.well-known/jwks.json
             */
            jwks_uri: string;
            /**
             * Response Types Supported
             * @default [
             *       "id_token"
             *     ]
             */
            response_types_supported: string[];
            /**
             * Scopes Supported
             * @default [
             *       "otel:write"
             *     ]
             */
            scopes_supported: string[];
            /**
             * Subject Types Supported
             * @default [
             *       "public"
             *     ]
             */
            subject_types_supported: string[];
            /**
             * Token Endpoint
             * @example https://api.example.com/v1/oauth/token
             */
            token_endpoint: string;
            /**
             * Token Endpoint Auth Methods Supported
             * @default [
             *       "client_secret_basic",
             *       "client_secret_post"
             *     ]
             */
            token_endpoint_auth_methods_supported: string[];
        };
        /**
         * Organization
         * @description The top of the tenancy tree.
         */
        Organization: {
            /**
             * Createdat
             * @example 2026-03-25T17:30:00Z
             */
            createdAt: string;
            /**
             * Id
             * @example org_4bC1xYz09QwErTyUiOpA
             */
            id: string;
            /** Name */
            name: string;
        };
        /** OrganizationPage */
        OrganizationPage: {
            /** Items */
            items: components["schemas"]["Organization"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** OrganizationPageSuccess */
        OrganizationPageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["OrganizationPage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * OtlpDocument
         * @description Bare OTLP/JSON, as an OTLP exporter sends it.
         */
        OtlpDocument: {
            /**
             * Resourcespans
             * @example [
             *       {
             *         "resource": {},
             *         "scopeSpans": [
             *           {
             *             "scope": {},
             *             "spans": [
             *               {
             *                 "name": "document-preprocessing"
             *               }
             *             ]
             *           }
             *         ]
             *       }
             *     ]
             */
            resourceSpans: {
                [key: string]: components["schemas"]["JsonValue"];
            }[];
        };
        /**
         * Pagination
         * @description Where to go on. `nextCursor` is null on the last page.
         */
        Pagination: {
            /**
             * Limit
             * @description The most items a page holds.
             * @example 50
             */
            limit: number;
            /**
             * Nextcursor
             * @description Pass it as `cursor` to get the next page; null on the last one.
             */
            nextCursor: string | null;
        };
        /**
         * Preset
         * @description Named lists of scopes.
         * @enum {string}
         */
        Preset: "write" | "read" | "ingest" | "custom";
        /**
         * Project
         * @description What spans are bound to.
         */
        Project: {
            /** @description How much of a gateway call is kept at the most; null when the project has no wish of its own. */
            capture: components["schemas"]["Capture"] | null;
            /**
             * Createdat
             * @example 2026-03-25T17:30:00Z
             */
            createdAt: string;
            /**
             * Id
             * @example proj_4bC1xYz09QwErTyUiOpA
             */
            id: string;
            /** Name */
            name: string;
            /** Organizationid */
            organizationId: string;
            /**
             * Retentiondays
             * @description Days that its spans are kept; null when they are kept for as long as the deployment says.
             * @example 30
             */
            retentionDays: number | null;
            /** Workspaceid */
            workspaceId: string;
        };
        /** ProjectPage */
        ProjectPage: {
            /** Items */
            items: components["schemas"]["Project"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** ProjectPageSuccess */
        ProjectPageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["ProjectPage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /** ProjectSuccess */
        ProjectSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Project"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Ready
         * @description All that the API depends on is there.
         */
        Ready: {
            /** Checks */
            checks: {
                [key: string]: boolean;
            };
            /**
             * Status
             * @default ready
             * @constant
             */
            status: "ready";
        };
        /**
         * RefusedRequests
         * @description Requests that were refused whole, with one error code.
         */
        RefusedRequests: {
            /**
             * Code
             * @example PAYLOAD_TOO_LARGE
             */
            code: string;
            /**
             * Lastmessage
             * @example the request is larger than 67108864 bytes
             */
            lastMessage: string;
            /**
             * Lasttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            lastTime: string;
            /** Requests */
            requests: number;
        };
        /**
         * RejectedSpans
         * @description Spans that were rejected for one reason, out of requests that were acknowledged (OTLP partial success).
         */
        RejectedSpans: {
            /**
             * Lastmessage
             * @description What is wrong with the first such span of the newest request: its place in the request, its name (cut to 64 characters), and why.
             * @example span 3 'work': span_id is all zero
             */
            lastMessage: string;
            /**
             * Lasttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            lastTime: string;
            /**
             * Reason
             * @description One of `invalid_trace_id`, `invalid_span_id`, `invalid_parent_span_id`, `invalid_utf8`, `invalid_value`, `nested_too_deeply`, `too_many_values`, `malformed`.
             * @example invalid_span_id
             */
            reason: string;
            /**
             * Requests
             * @description Requests that had such spans.
             */
            requests: number;
            /** Spans */
            spans: number;
        };
        /**
         * Resource
         * @description What sent the span.
         */
        Resource: {
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Droppedattributescount
             * @default 0
             */
            droppedAttributesCount: number;
            /**
             * Schemaurl
             * @default
             */
            schemaUrl: string;
        };
        /**
         * RotateKey
         * @description How long the old secret goes on working beside the new one.
         */
        RotateKey: {
            /**
             * Graceperiodseconds
             * @description 0, an hour, a day or a week.
             * @default 0
             * @example 3600
             * @enum {integer}
             */
            gracePeriodSeconds: 0 | 3600 | 86400 | 604800;
        };
        /**
         * Scope
         * @description What a key may do.
         * @enum {string}
         */
        Scope: "otel:write" | "gateway:invoke" | "traces:read" | "keys:read" | "keys:create" | "keys:rotate" | "keys:revoke" | "projects:write" | "audit:read";
        /**
         * ScopeClass
         * @description How wide a key reaches.
         * @enum {string}
         */
        ScopeClass: "organization" | "workspace" | "project";
        /**
         * Session
         * @description The traces of one session id. Tokens and cost count as in a trace.
         */
        Session: {
            /** Cost */
            cost: number | null;
            /**
             * Errorcount
             * @description Traces with an error.
             */
            errorCount: number;
            /** Inputtokens */
            inputTokens: number | null;
            /**
             * Lasttime
             * @description Start of its newest trace.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            lastTime: string;
            /** Models */
            models: string[];
            /** Outputtokens */
            outputTokens: number | null;
            /** Sessionid */
            sessionId: string;
            /** Spancount */
            spanCount: number;
            /**
             * Starttime
             * @description Start of its first trace.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
            /** Tracecount */
            traceCount: number;
            /** Users */
            users: string[];
        };
        /**
         * SessionActor
         * @description Who is signed in: an API key, or the operator, who may do everything in every project.
         */
        SessionActor: {
            /**
             * Keyid
             * @description Null for the operator.
             * @example key_4bC1xYz09QwErTyUiOpA
             */
            keyId: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "key" | "operator";
            /**
             * Name
             * @description The key's name, or `operator`.
             */
            name: string;
        };
        /** SessionPage */
        SessionPage: {
            /** Items */
            items: components["schemas"]["Session"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** SessionPageSuccess */
        SessionPageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["SessionPage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /** SessionSuccess */
        SessionSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Session"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Span
         * @description A whole span. Attributes keep their types as JSON values: an array is an array, a key-value list an object; what
         *     JSON has no value for is `{"bytesValue": base64}` or `{"doubleValue": "NaN"}`, as in OTLP/JSON.
         */
        Span: {
            /**
             * Attributes
             * @example {
             *       "document.count": 10,
             *       "pipeline.stage": "ingestion"
             *     }
             */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Droppedattributescount
             * @default 0
             */
            droppedAttributesCount: number;
            /**
             * Droppedeventscount
             * @default 0
             */
            droppedEventsCount: number;
            /**
             * Droppedlinkscount
             * @default 0
             */
            droppedLinksCount: number;
            /** Durationnano */
            durationNano: number;
            /** Endtime */
            endTime: string;
            /** Events */
            events: components["schemas"]["SpanEvent"][];
            /** Flags */
            flags: number;
            /** @description Null when the span is no GenAI span. */
            genAi: components["schemas"]["GenAi"] | null;
            /**
             * Kind
             * @description `internal`, `server`, `client`, `producer`, `consumer` or `unspecified`.
             */
            kind: string;
            /** Links */
            links: components["schemas"]["SpanLink"][];
            /** Name */
            name: string;
            /** Parentspanid */
            parentSpanId: string | null;
            /**
             * Receivedtime
             * @description When the collector or gateway took it in.
             */
            receivedTime: string;
            resource: components["schemas"]["Resource"];
            scope: components["schemas"]["InstrumentationScope"];
            /** Servicename */
            serviceName: string;
            /**
             * Spanid
             * @example 00f067aa0ba902b7
             */
            spanId: string;
            /**
             * Starttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
            status: components["schemas"]["SpanStatus"];
            /**
             * Traceid
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            traceId: string;
            /** Tracestate */
            traceState: string;
        };
        /**
         * SpanEvent
         * @description Something that happened at one moment of a span.
         */
        SpanEvent: {
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Droppedattributescount
             * @default 0
             */
            droppedAttributesCount: number;
            /** Name */
            name: string;
            /**
             * Time
             * @example 2026-03-25T17:30:00.123456789Z
             */
            time: string;
        };
        /**
         * SpanLink
         * @description Another span that this one has to do with.
         */
        SpanLink: {
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Droppedattributescount
             * @default 0
             */
            droppedAttributesCount: number;
            /** Flags */
            flags: number;
            /** Spanid */
            spanId: string;
            /** Traceid */
            traceId: string;
            /** Tracestate */
            traceState: string;
        };
        /**
         * SpanOutline
         * @description A span without its attributes, events and messages; get these from `…/traces/{traceId}/spans/{spanId}`. What the
         *     span does not say is left out.
         */
        SpanOutline: {
            /** Cost */
            cost?: number;
            /** Durationnano */
            durationNano: number;
            /** Eventcount */
            eventCount?: number;
            /** Inputtokens */
            inputTokens?: number;
            /**
             * Kind
             * @description `internal`, `server`, `client`, `producer`, `consumer` or `unspecified`.
             */
            kind: string;
            /** Linkcount */
            linkCount?: number;
            /**
             * Model
             * @description The one asked for, else the one that answered.
             */
            model?: string;
            /** Name */
            name: string;
            /**
             * Operation
             * @example chat
             */
            operation?: string;
            /** Outputtokens */
            outputTokens?: number;
            /** Parentspanid */
            parentSpanId?: string;
            /**
             * Provider
             * @example openai
             */
            provider?: string;
            /** Servicename */
            serviceName: string;
            /**
             * Spanid
             * @example 00f067aa0ba902b7
             */
            spanId: string;
            /**
             * Startoffsetnano
             * @description From the trace's `startTime`.
             */
            startOffsetNano: number;
            /**
             * Status
             * @description `unset`, `ok` or `error`.
             * @example unset
             */
            status: string;
            /** Timetofirstchunkseconds */
            timeToFirstChunkSeconds?: number;
            /** Toolcalls */
            toolCalls?: number;
        };
        /** SpanPage */
        SpanPage: {
            /** Items */
            items: components["schemas"]["Span"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** SpanPageSuccess */
        SpanPageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["SpanPage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * SpanStatus
         * @description `unset`, `ok` or `error`, and what the client said about it.
         */
        SpanStatus: {
            /**
             * Code
             * @example unset
             */
            code: string;
            /**
             * Message
             * @default
             */
            message: string;
        };
        /** SpanSuccess */
        SpanSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Span"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * Stats
         * @description Figures over the traces that the filters find.
         */
        Stats: {
            /**
             * Bucketdurationnano
             * @example 600000000000
             */
            bucketDurationNano: number;
            /**
             * Buckets
             * @description Oldest first; empty stretches are left out.
             */
            buckets: components["schemas"]["Bucket"][];
            /**
             * Endtime
             * @description Where it ends.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            endTime: string;
            /**
             * Models
             * @description Most calls first.
             */
            models: components["schemas"]["ModelFigures"][];
            /** Spancount */
            spanCount: number;
            /**
             * Starttime
             * @description Where the window begins.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
            traces: components["schemas"]["Figures"];
        };
        /** StatsSuccess */
        StatsSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Stats"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * TokenAnswer
         * @description A collector token (RFC 6749 section 5.1). `issued_token_type` comes with a token exchange only.
         */
        TokenAnswer: {
            /**
             * Access Token
             * @example eyJhbGciOiJFUzI1NiIs…
             */
            access_token: string;
            /**
             * Expires In
             * @description Seconds that it lives.
             * @example 900
             */
            expires_in: number;
            /**
             * Issued Token Type
             * @example urn:ietf:params:oauth:token-type:access_token
             */
            issued_token_type?: string | null;
            /**
             * Scope
             * @example otel:write
             */
            scope: string;
            /**
             * Token Type
             * @example Bearer
             */
            token_type: string;
        };
        /**
         * TokenError
         * @description Why there is no token (RFC 6749 section 5.2).
         */
        TokenError: {
            /**
             * Error
             * @example invalid_client
             */
            error: string;
            /**
             * Error Description
             * @example the API key is not valid
             */
            error_description: string;
        };
        /**
         * Trace
         * @description One row of the trace list. Tokens and cost count every GenAI span once, also where one wraps another.
         */
        Trace: {
            /** Cost */
            cost: number | null;
            /**
             * Durationnano
             * @example 1250000000
             */
            durationNano: number;
            /** Environments */
            environments: string[];
            /** Errorcount */
            errorCount: number;
            /** Inputtokens */
            inputTokens: number | null;
            /**
             * Models
             * @example [
             *       "gpt-4o-mini"
             *     ]
             */
            models: string[];
            /**
             * Name
             * @description The root span's name; the earliest span's while the root has not come.
             */
            name: string;
            /**
             * Operations
             * @example [
             *       "chat"
             *     ]
             */
            operations: string[];
            /** Outputtokens */
            outputTokens: number | null;
            /**
             * Providers
             * @example [
             *       "openai"
             *     ]
             */
            providers: string[];
            /** Servicename */
            serviceName: string;
            /** Services */
            services: string[];
            /** Sessions */
            sessions: string[];
            /** Spancount */
            spanCount: number;
            /**
             * Starttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
            /** @description `error` when any of the spans is one. */
            status: components["schemas"]["TraceStatus"];
            /**
             * Toolcalls
             * @description That models asked for, or that spans of tools tell, if these are more.
             */
            toolCalls: number;
            /**
             * Traceid
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            traceId: string;
            /** Users */
            users: string[];
        };
        /**
         * TraceDetail
         * @description One trace: its totals and all its spans, earliest first.
         */
        TraceDetail: {
            /** Spans */
            spans: components["schemas"]["Span"][];
            summary: components["schemas"]["Trace"];
            /**
             * Traceid
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            traceId: string;
        };
        /** TraceDetailSuccess */
        TraceDetailSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["TraceDetail"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * TraceOutline
         * @description One trace: its totals, and its spans by start, then span id. Of a trace with more spans than the server tells,
         *     these are the earliest; `summary.spanCount` counts all.
         */
        TraceOutline: {
            /** Spans */
            spans: components["schemas"]["SpanOutline"][];
            /**
             * Starttime
             * @description Start of the earliest span.
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
            summary: components["schemas"]["Trace"];
            /**
             * Traceid
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            traceId: string;
        };
        /** TraceOutlineSuccess */
        TraceOutlineSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["TraceOutline"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /** TracePage */
        TracePage: {
            /** Items */
            items: components["schemas"]["Trace"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** TracePageSuccess */
        TracePageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["TracePage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * TraceStatus
         * @description A trace is an error when any of its spans is one.
         * @enum {string}
         */
        TraceStatus: "ok" | "error";
        /**
         * Turn
         * @description A trace of the session, and the messages that it adds: what the session has shown, such as the history that each
         *     call repeats, is not shown again. In the order in which they were asked and answered, calls of tools and their
         *     results among them.
         */
        Turn: {
            /** Cost */
            cost: number | null;
            /** Durationnano */
            durationNano: number;
            /** Inputtokens */
            inputTokens: number | null;
            /** Messages */
            messages: components["schemas"]["ConversationMessage"][];
            /** Models */
            models: string[];
            /**
             * Name
             * @description The trace's name.
             */
            name: string;
            /** Outputtokens */
            outputTokens: number | null;
            /**
             * Starttime
             * @example 2026-03-25T17:30:00.123456789Z
             */
            startTime: string;
            status: components["schemas"]["TraceStatus"];
            /**
             * Traceid
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            traceId: string;
            /**
             * Truncated
             * @description The trace holds more calls than the server reads; the earliest are told.
             */
            truncated: boolean;
        };
        /** TurnPage */
        TurnPage: {
            /** Items */
            items: components["schemas"]["Turn"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** TurnPageSuccess */
        TurnPageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["TurnPage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /**
         * UpdateProject
         * @description What is changed of a project; what is left out stays as it is.
         */
        UpdateProject: {
            /**
             * @description How much of a gateway call is kept at the most: `none`, `metadata` (no messages, tools and error texts) or `full`. The strictest of deployment, project and request wins; null is no wish.
             * @example metadata
             */
            capture?: components["schemas"]["Capture"] | null;
            /**
             * Name
             * @description 1 to 100 printable characters.
             * @example checkout
             */
            name?: string;
            /**
             * Retentiondays
             * @description Days that its spans are kept; null is as long as the deployment says.
             * @example 30
             */
            retentionDays?: number | null;
        };
        /**
         * Workspace
         * @description A group of projects in an organization.
         */
        Workspace: {
            /**
             * Createdat
             * @example 2026-03-25T17:30:00Z
             */
            createdAt: string;
            /**
             * Id
             * @example ws_4bC1xYz09QwErTyUiOpA
             */
            id: string;
            /** Name */
            name: string;
            /** Organizationid */
            organizationId: string;
        };
        /** WorkspacePage */
        WorkspacePage: {
            /** Items */
            items: components["schemas"]["Workspace"][];
            pagination: components["schemas"]["Pagination"];
        };
        /** WorkspacePageSuccess */
        WorkspacePageSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["WorkspacePage"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
        /** WorkspaceSuccess */
        WorkspaceSuccess: {
            /**
             * Code
             * @default 200
             * @example 200
             */
            code: number;
            data: components["schemas"]["Workspace"];
            /** Error */
            error?: null;
            /**
             * Success
             * @default true
             * @constant
             */
            success: true;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySet"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    oauthConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenIdConfiguration"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    openidConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenIdConfiguration"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description What was done; repeatable. */
                action?: components["schemas"]["Action"][];
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
                /** @description What belongs to this project. */
                projectId?: string | null;
                /** @description What is about this, for example a key's id. */
                target?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntryPageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefaultsSuccess"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointsSuccess"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    exchange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExchangeRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangeAnswer"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description PayloadTooLarge: The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description UnsupportedMediaType: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description TooManyRequests: Too many requests; `Retry-After` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
                organizationId?: string | null;
                projectId?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKeySuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Conflict: The request contradicts what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description PayloadTooLarge: The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description UnsupportedMediaType: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKey"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKeySuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Conflict: The request contradicts what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description PayloadTooLarge: The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description UnsupportedMediaType: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySuccess"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /**
                     * Audience
                     * @description Token exchange: `to11-collector`.
                     */
                    audience?: string | null;
                    /**
                     * Client Id
                     * @description The key's id, if not in HTTP Basic.
                     * @example key_…
                     */
                    client_id?: string | null;
                    /**
                     * Client Secret
                     * @description The API key, if not in HTTP Basic.
                     * @example to11_live_…
                     */
                    client_secret?: string | null;
                    /**
                     * Grant Type
                     * @description `client_credentials` or `urn:ietf:params:oauth:grant-type:token-exchange`.
                     * @example client_credentials
                     */
                    grant_type: string;
                    /**
                     * Requested Token Type
                     * @description Token exchange: `urn:ietf:params:oauth:token-type:access_token` or `urn:ietf:params:oauth:token-type:jwt`.
                     */
                    requested_token_type?: string | null;
                    /**
                     * Resource
                     * @description The project, for a key that spans several: its id, or its address in this API.
                     * @example proj_abc123
                     */
                    resource?: string | null;
                    /**
                     * Scope
                     * @description `otel:write`, which every token holds.
                     * @example otel:write
                     */
                    scope?: string | null;
                    /**
                     * Subject Token
                     * @description Token exchange: the API key.
                     */
                    subject_token?: string | null;
                    /**
                     * Subject Token Type
                     * @description Token exchange: `urn:to11:params:oauth:token-type:api_key`, or `urn:ietf:params:oauth:token-type:access_token`.
                     */
                    subject_token_type?: string | null;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
            /** @description The request breaks a rule, or the key may not do what it asks for. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description `invalid_client`: the key is unknown, expired or revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description Something that we depend on does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenError"];
                };
            };
        };
    };
    listOrganizations: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationPageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
                organizationId?: string | null;
                workspaceId?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProject"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Conflict: The request contradicts what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description PayloadTooLarge: The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description UnsupportedMediaType: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    updateProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProject"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Conflict: The request contradicts what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description PayloadTooLarge: The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description UnsupportedMediaType: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getFacets: {
        parameters: {
            query?: {
                /** @description `key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON. */
                attribute?: string[];
                /** @description `deployment.environment.name`; repeatable. */
                environment?: string[];
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Highest cost, US dollars. */
                maxCost?: number | null;
                /** @description Longest duration, milliseconds. */
                maxDurationMs?: number | null;
                /** @description Most tokens, in and out together. */
                maxTokens?: number | null;
                /** @description Least cost, US dollars. */
                minCost?: number | null;
                /** @description Shortest duration, milliseconds. */
                minDurationMs?: number | null;
                /** @description Least tokens, in and out together. */
                minTokens?: number | null;
                /** @description Model asked for or answered with; repeatable. */
                model?: string[];
                /** @description `gen_ai.operation.name`; repeatable. */
                operation?: string[];
                /** @description `gen_ai.provider.name`; repeatable. */
                provider?: string[];
                /** @description Words that must all occur in names, attributes or messages. */
                q?: string;
                /** @description `service.name`; repeatable. */
                service?: string[];
                /** @description `session.id`; repeatable. */
                session?: string[];
                /** @description `error`, or `ok` for all others. */
                status?: components["schemas"]["TraceStatus"] | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description With or without tool calls. */
                toolCalls?: ("with" | "without") | null;
                /** @description `user.id`; repeatable. */
                user?: string[];
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FacetsSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getIngest: {
        parameters: {
            query?: {
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description `key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON. */
                attribute?: string[];
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description `deployment.environment.name`; repeatable. */
                environment?: string[];
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
                /** @description Highest cost, US dollars. */
                maxCost?: number | null;
                /** @description Longest duration, milliseconds. */
                maxDurationMs?: number | null;
                /** @description Most tokens, in and out together. */
                maxTokens?: number | null;
                /** @description Least cost, US dollars. */
                minCost?: number | null;
                /** @description Shortest duration, milliseconds. */
                minDurationMs?: number | null;
                /** @description Least tokens, in and out together. */
                minTokens?: number | null;
                /** @description Model asked for or answered with; repeatable. */
                model?: string[];
                /** @description `gen_ai.operation.name`; repeatable. */
                operation?: string[];
                /** @description `gen_ai.provider.name`; repeatable. */
                provider?: string[];
                /** @description Words that must all occur in names, attributes or messages. */
                q?: string;
                /** @description `service.name`; repeatable. */
                service?: string[];
                /** @description `session.id`; repeatable. */
                session?: string[];
                /** @description `error`, or `ok` for all others. */
                status?: components["schemas"]["TraceStatus"] | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description With or without tool calls. */
                toolCalls?: ("with" | "without") | null;
                /** @description `user.id`; repeatable. */
                user?: string[];
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getProjectSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
                /** @description Percent-encoded UTF-8; any character may be in it, a slash as `%2F`. */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getConversation: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
            };
            header?: never;
            path: {
                projectId: string;
                /** @description Percent-encoded UTF-8; any character may be in it, a slash as `%2F`. */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TurnPageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listSpans: {
        parameters: {
            query?: {
                /** @description `key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON. */
                attribute?: string[];
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description `deployment.environment.name`; repeatable. */
                environment?: string[];
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
                /** @description Highest cost, US dollars. */
                maxCost?: number | null;
                /** @description Longest duration, milliseconds. */
                maxDurationMs?: number | null;
                /** @description Most tokens, in and out together. */
                maxTokens?: number | null;
                /** @description Least cost, US dollars. */
                minCost?: number | null;
                /** @description Shortest duration, milliseconds. */
                minDurationMs?: number | null;
                /** @description Least tokens, in and out together. */
                minTokens?: number | null;
                /** @description Model asked for or answered with; repeatable. */
                model?: string[];
                /** @description The span's whole name. */
                name?: string;
                /** @description `gen_ai.operation.name`; repeatable. */
                operation?: string[];
                /** @description `gen_ai.provider.name`; repeatable. */
                provider?: string[];
                /** @description Words that must all occur in names, attributes or messages. */
                q?: string;
                /** @description `service.name`; repeatable. */
                service?: string[];
                /** @description `session.id`; repeatable. */
                session?: string[];
                /** @description `error`, or `ok` for all others. */
                status?: components["schemas"]["TraceStatus"] | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description `user.id`; repeatable. */
                user?: string[];
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpanPageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getStats: {
        parameters: {
            query?: {
                /** @description `key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON. */
                attribute?: string[];
                /** @description `deployment.environment.name`; repeatable. */
                environment?: string[];
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Highest cost, US dollars. */
                maxCost?: number | null;
                /** @description Longest duration, milliseconds. */
                maxDurationMs?: number | null;
                /** @description Most tokens, in and out together. */
                maxTokens?: number | null;
                /** @description Least cost, US dollars. */
                minCost?: number | null;
                /** @description Shortest duration, milliseconds. */
                minDurationMs?: number | null;
                /** @description Least tokens, in and out together. */
                minTokens?: number | null;
                /** @description Model asked for or answered with; repeatable. */
                model?: string[];
                /** @description `gen_ai.operation.name`; repeatable. */
                operation?: string[];
                /** @description `gen_ai.provider.name`; repeatable. */
                provider?: string[];
                /** @description Words that must all occur in names, attributes or messages. */
                q?: string;
                /** @description `service.name`; repeatable. */
                service?: string[];
                /** @description `session.id`; repeatable. */
                session?: string[];
                /** @description `error`, or `ok` for all others. */
                status?: components["schemas"]["TraceStatus"] | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description With or without tool calls. */
                toolCalls?: ("with" | "without") | null;
                /** @description `user.id`; repeatable. */
                user?: string[];
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatsSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listTraces: {
        parameters: {
            query?: {
                /** @description `key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON. */
                attribute?: string[];
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description `deployment.environment.name`; repeatable. */
                environment?: string[];
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
                /** @description Highest cost, US dollars. */
                maxCost?: number | null;
                /** @description Longest duration, milliseconds. */
                maxDurationMs?: number | null;
                /** @description Most tokens, in and out together. */
                maxTokens?: number | null;
                /** @description Least cost, US dollars. */
                minCost?: number | null;
                /** @description Shortest duration, milliseconds. */
                minDurationMs?: number | null;
                /** @description Least tokens, in and out together. */
                minTokens?: number | null;
                /** @description Model asked for or answered with; repeatable. */
                model?: string[];
                /** @description `gen_ai.operation.name`; repeatable. */
                operation?: string[];
                /** @description `gen_ai.provider.name`; repeatable. */
                provider?: string[];
                /** @description Words that must all occur in names, attributes or messages. */
                q?: string;
                /** @description `service.name`; repeatable. */
                service?: string[];
                /** @description `session.id`; repeatable. */
                session?: string[];
                /** @description `error`, or `ok` for all others. */
                status?: components["schemas"]["TraceStatus"] | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description With or without tool calls. */
                toolCalls?: ("with" | "without") | null;
                /** @description `user.id`; repeatable. */
                user?: string[];
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracePageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getTrace: {
        parameters: {
            query?: {
                /** @description `otlp` gives bare OTLP/JSON, as it was sent but for `project.id`. */
                format?: "json" | "otlp";
            };
            header?: never;
            path: {
                projectId: string;
                /** @description 32 hexadecimal digits, in any case. */
                traceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceDetailSuccess"] | components["schemas"]["OtlpDocument"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getTraceOutline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
                /** @description 32 hexadecimal digits, in any case. */
                traceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceOutlineSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getSpan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                projectId: string;
                /** @description 16 hexadecimal digits, in any case. */
                spanId: string;
                /** @description 32 hexadecimal digits, in any case. */
                traceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpanSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    exportTraces: {
        parameters: {
            query?: {
                /** @description `key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON. */
                attribute?: string[];
                /** @description `deployment.environment.name`; repeatable. */
                environment?: string[];
                /** @description What the file is. */
                format?: "csv" | "json";
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Highest cost, US dollars. */
                maxCost?: number | null;
                /** @description Longest duration, milliseconds. */
                maxDurationMs?: number | null;
                /** @description Most tokens, in and out together. */
                maxTokens?: number | null;
                /** @description Least cost, US dollars. */
                minCost?: number | null;
                /** @description Shortest duration, milliseconds. */
                minDurationMs?: number | null;
                /** @description Least tokens, in and out together. */
                minTokens?: number | null;
                /** @description Model asked for or answered with; repeatable. */
                model?: string[];
                /** @description `gen_ai.operation.name`; repeatable. */
                operation?: string[];
                /** @description `gen_ai.provider.name`; repeatable. */
                provider?: string[];
                /** @description Words that must all occur in names, attributes or messages. */
                q?: string;
                /** @description `service.name`; repeatable. */
                service?: string[];
                /** @description `session.id`; repeatable. */
                session?: string[];
                /** @description `error`, or `ok` for all others. */
                status?: components["schemas"]["TraceStatus"] | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description With or without tool calls. */
                toolCalls?: ("with" | "without") | null;
                /** @description `user.id`; repeatable. */
                user?: string[];
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, newest trace first. */
            200: {
                headers: {
                    /** @description The most rows that an export holds; one with so many may not be all that there is. */
                    "x-to11-max-rows"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trace"][];
                    "text/csv": string;
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getHistogram: {
        parameters: {
            query?: {
                /** @description `key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON. */
                attribute?: string[];
                /** @description About how many buckets the window is cut into. */
                buckets?: number;
                /** @description `deployment.environment.name`; repeatable. */
                environment?: string[];
                /** @description Earliest start, RFC 3339, inclusive. */
                from?: string | null;
                /** @description Highest cost, US dollars. */
                maxCost?: number | null;
                /** @description Longest duration, milliseconds. */
                maxDurationMs?: number | null;
                /** @description Most tokens, in and out together. */
                maxTokens?: number | null;
                /** @description Least cost, US dollars. */
                minCost?: number | null;
                /** @description Shortest duration, milliseconds. */
                minDurationMs?: number | null;
                /** @description Least tokens, in and out together. */
                minTokens?: number | null;
                /** @description Model asked for or answered with; repeatable. */
                model?: string[];
                /** @description `gen_ai.operation.name`; repeatable. */
                operation?: string[];
                /** @description `gen_ai.provider.name`; repeatable. */
                provider?: string[];
                /** @description Words that must all occur in names, attributes or messages. */
                q?: string;
                /** @description `service.name`; repeatable. */
                service?: string[];
                /** @description `session.id`; repeatable. */
                session?: string[];
                /** @description `error`, or `ok` for all others. */
                status?: components["schemas"]["TraceStatus"] | null;
                /** @description Latest start, RFC 3339, exclusive. Default: now. */
                to?: string | null;
                /** @description With or without tool calls. */
                toolCalls?: ("with" | "without") | null;
                /** @description `user.id`; repeatable. */
                user?: string[];
                /** @description How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or `60d`. Default: 8h. */
                window?: string | null;
            };
            header?: never;
            path: {
                projectId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistogramSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrowserSessionSuccess"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    beginSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginSession"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrowserSessionSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description PayloadTooLarge: The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description UnsupportedMediaType: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description TooManyRequests: Too many requests; `Retry-After` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listWorkspaces: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string | null;
                /** @description Most items on a page; 50 by default, at most the server's setting. */
                limit?: number | null;
                organizationId?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspacePageSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWorkspace"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceSuccess"];
                };
            };
            /** @description BadRequest: The request cannot be understood or breaks a rule. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Unauthorized: No API key and no session, or one that is not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Forbidden: The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours sent. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description NotFound: There is no such thing, or none within the key's reach. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Conflict: The request contradicts what is stored. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description PayloadTooLarge: The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description UnsupportedMediaType: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description InternalServerError: Something went wrong on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description ServiceUnavailable: Something that we depend on does not answer just now; `Retry-After` says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
}
