// Written by `npm run openapi` from what each capability says of itself.

export interface paths {
    "/bulk/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Nothing more is sent of the lines of a file
         * @description Calls a bulk off, and answers as `bulk-status` does. From the answer on nothing more is handed over, and what waits on a queue is dropped unsent and counted as `cancelled`. One that has ended stays as it is.
         */
        post: operations["bulkCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Requests for all lines of a file
         * @description Has a request carried out for every line of a file in S3, of whatever length: read as a stream, cut at Batch’s limits, and handed to the capability’s queue. The file is opened later: `bulk-status` tells if that fails. The same key with the same body answers the same `id`.
         */
        post: operations["bulkStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bulk/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the lines of a file have come
         * @description Tells how far a bulk has come. At every moment `lines` is `items` + `repeated` + `refused`, the counts in `parts` add up to `total`, and those of an app in `results` to `items`.
         */
        get: operations["bulkStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bulk/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A URL to put a file at
         * @description Answers a URL to `PUT` a file at, for 15 minutes, in the stack’s own bucket: `curl -T file "$url"`. One PUT takes 5 GB. No two keys are alike.
         */
        post: operations["bulkUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Campaigns API, a push to a segment
         * @description Creates a campaign for a segment, or for everybody, on each app. The token of each stands in `results`.
         */
        post: operations["campaignCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Campaigns API, deleting a campaign
         * @description Deletes campaigns, one on each app named. One that is gone already counts as deleted if an earlier try may have done it; otherwise Batch’s 404 is told as 422.
         */
        post: operations["campaignDelete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{app}/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Batch's Campaigns API, one campaign
         * @description Answers a campaign as Batch holds it, in `data`. Needs the app’s Live key.
         */
        get: operations["campaignGet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Batch's Campaigns API, a page of campaigns
         * @description Answers a page of the campaigns of each app, newest first, in `data`. Ask for the next page until fewer than `limit` come. Needs the apps’ Live keys.
         */
        get: operations["campaignList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/{app}/{token}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Batch's Campaigns API, the figures of one campaign
         * @description Answers the figures of a campaign, day by day, as Batch has them, in `data`. Needs the app’s Live key.
         */
        get: operations["campaignStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/campaigns/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Campaigns API, changing a campaign
         * @description Changes campaigns, one on each app named: at least one member of those that a campaign is created with. `{"live": true}` starts one and `{"live": false}` stops it. An update that may open a campaign to everybody is refused (403) as a new campaign is.
         */
        post: operations["campaignUpdate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/data/users/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Custom Data API, deleting what it holds of users
         * @description Deletes all that Batch holds of any number of users, on each app. For one user: a list of one. Updates and deletions that go through queues travel on two of them: nothing keeps their order.
         */
        post: operations["customDataDelete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/data/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Custom Data API, attributes and tags of users
         * @description Sets and takes away attributes and tags of any number of users, on each app. Updates of many requests travel together; what Batch holds in the end is as if they had been made one by one, in the order they were sent. For one user: a list of one.
         */
        post: operations["customDataUpdate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Trigger Events API, what users did
         * @description Tells Batch what any number of users did, on each app, which may start automations. A call to Batch takes 1,000 events, and more are cut into several; the events of a user stay in their order. The same event twice may start an automation twice.
         */
        post: operations["eventsTrack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Profiles API, who people are and what they did
         * @description Changes attributes of any number of profiles and tells Batch what people did, in each project. Batch takes a call and may refuse items of it: those are told as `rejected`, by pointer, and the others as `accepted`. A request with events must not be repeated; one without may be.
         */
        post: operations["profilesUpdate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{capability}/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of a request that has a name
         * @description Tells what became of a request that must not be repeated, by its name, or by the id that `respond-async` or a queue gave it; and of a part of a bulk. `running` and `deferred` may still change by themselves.
         */
        get: operations["requestStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{capability}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of a request that has a name
         * @description Tells what became of a request that must not be repeated, by its name, or by the id that `respond-async` or a queue gave it; and of a part of a bulk. `running` and `deferred` may still change by themselves.
         */
        get: operations["requestStatusByQuery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactional/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch's Transactional API, a push to named people
         * @description Sends a push to the people named, on each app. There may be any number of them: a call to Batch takes 10,000, and more are cut into several. A recipient who stands twice in a list gets it once.
         */
        post: operations["transactionalSend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactional/stats/{group_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Batch's Transactional API, the figures of a group of pushes
         * @description Answers the figures of a group of pushes, day by day, as Batch has them, in `data`. Needs the apps’ Live keys.
         */
        get: operations["transactionalStats"];
        put?: never;
        post?: never;
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
        /** @description What is wrong with the request. The last of a thousand says that there are more. */
        Fault: {
            detail: string;
            /** @description RFC 6901, to the faulty or missing member of the body. */
            pointer?: string;
            /** @description The faulty member of the query or the path. */
            parameter?: string;
            /** @description The faulty header. */
            header?: string;
        };
        Problem: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            detail?: string;
            errors?: components["schemas"]["Fault"][];
            results?: (components["schemas"]["AcceptedResult"] | components["schemas"]["FailedResult"])[];
        };
        Queued: {
            /** @constant */
            status: "queued";
            /** @description Of the message on the queue. */
            id: string;
            /** @description What `request-status` knows the request by. */
            key: string;
        };
        /** @description What API Gateway says by itself. */
        GatewayMessage: {
            message: string | null;
        };
        AcceptedResult: {
            /** @description Alias of the app. */
            app: string;
            /** @constant */
            status: "accepted";
            /** @description Recipients, users, profiles or events of the call. */
            items?: number;
            /** @description Whom it is about if the request was cut: from, and up to, which place of its list. */
            of?: {
                [key: string]: number[];
            };
            /** @description So many calls ended alike, where an answer would be too long otherwise. */
            calls?: number;
            /** @description What Batch answered to name it. */
            token?: string;
        };
        /** @description `rejected`: Batch will never take it. `deferred`: certainly not carried out, may work later. `unknown`: may have been carried out. */
        FailedResult: {
            /** @description Alias of the app. */
            app: string;
            /** @enum {unknown} */
            status: "rejected" | "deferred" | "unknown";
            error: {
                /** @description Batch’s name of the error, or one of the gateway’s in the same form. */
                name: string;
                detail?: string;
                /** @description Batch’s. */
                code?: number;
                /** @description Pointers to the users or profiles that it is about. */
                items?: string[];
            };
            /** @description Recipients, users, profiles or events of the call. */
            items?: number;
            /** @description Whom it is about if the request was cut: from, and up to, which place of its list. */
            of?: {
                [key: string]: number[];
            };
            /** @description So many calls ended alike, where an answer would be too long otherwise. */
            calls?: number;
        };
        Accepted: {
            /** @constant */
            status: "accepted";
            results: components["schemas"]["AcceptedResult"][];
        };
        /** @description Something was accepted, and something was not. */
        Partial: {
            /** @constant */
            status: "partial";
            results: (components["schemas"]["AcceptedResult"] | components["schemas"]["FailedResult"])[];
        };
        DryRun: {
            /** @constant */
            status: "dry_run";
            results: {
                /** @description Alias of the app. */
                app: string;
                /** @constant */
                status: "planned";
                items: number;
                request: {
                    method: string;
                    /** @description With the alias where the key would stand. */
                    path: string;
                    body?: unknown;
                };
            }[];
        };
        AcceptedResultRead: {
            /** @description Alias of the app. */
            app: string;
            /** @constant */
            status: "accepted";
            /** @description Recipients, users, profiles or events of the call. */
            items?: number;
            /** @description Whom it is about if the request was cut: from, and up to, which place of its list. */
            of?: {
                [key: string]: number[];
            };
            /** @description So many calls ended alike, where an answer would be too long otherwise. */
            calls?: number;
            /** @description Batch’s JSON, as it came. */
            data?: unknown;
        };
        /** @description `rejected`: Batch will never take it. `deferred`: certainly not carried out, may work later. `unknown`: may have been carried out. */
        FailedResultRead: {
            /** @description Alias of the app. */
            app: string;
            /** @enum {unknown} */
            status: "rejected" | "deferred" | "unknown";
            error: {
                /** @description Batch’s name of the error, or one of the gateway’s in the same form. */
                name: string;
                detail?: string;
                /** @description Batch’s. */
                code?: number;
                /** @description Pointers to the users or profiles that it is about. */
                items?: string[];
            };
            /** @description Recipients, users, profiles or events of the call. */
            items?: number;
            /** @description Whom it is about if the request was cut: from, and up to, which place of its list. */
            of?: {
                [key: string]: number[];
            };
            /** @description So many calls ended alike, where an answer would be too long otherwise. */
            calls?: number;
        };
        AcceptedRead: {
            /** @constant */
            status: "accepted";
            results: components["schemas"]["AcceptedResultRead"][];
        };
        /** @description Something was accepted, and something was not. */
        PartialRead: {
            /** @constant */
            status: "partial";
            results: (components["schemas"]["AcceptedResultRead"] | components["schemas"]["FailedResultRead"])[];
        };
        ProblemRead: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            detail?: string;
            errors?: components["schemas"]["Fault"][];
            results?: (components["schemas"]["AcceptedResultRead"] | components["schemas"]["FailedResultRead"])[];
        };
        AcceptedResultByProject: {
            /** @description Alias of the project. */
            project: string;
            /** @constant */
            status: "accepted";
            /** @description Recipients, users, profiles or events of the call. */
            items?: number;
            /** @description Whom it is about if the request was cut: from, and up to, which place of its list. */
            of?: {
                [key: string]: number[];
            };
            /** @description So many calls ended alike, where an answer would be too long otherwise. */
            calls?: number;
            /** @description What Batch answered to name it. */
            token?: string;
        };
        /** @description `rejected`: Batch will never take it. `deferred`: certainly not carried out, may work later. `unknown`: may have been carried out. */
        FailedResultByProject: {
            /** @description Alias of the project. */
            project: string;
            /** @enum {unknown} */
            status: "rejected" | "deferred" | "unknown";
            error: {
                /** @description Batch’s name of the error, or one of the gateway’s in the same form. */
                name: string;
                detail?: string;
                /** @description Batch’s. */
                code?: number;
                /** @description Pointers to the users or profiles that it is about. */
                items?: string[];
            };
            /** @description Recipients, users, profiles or events of the call. */
            items?: number;
            /** @description Whom it is about if the request was cut: from, and up to, which place of its list. */
            of?: {
                [key: string]: number[];
            };
            /** @description So many calls ended alike, where an answer would be too long otherwise. */
            calls?: number;
        };
        AcceptedByProject: {
            /** @constant */
            status: "accepted";
            results: components["schemas"]["AcceptedResultByProject"][];
        };
        /** @description Something was accepted, and something was not. */
        PartialByProject: {
            /** @constant */
            status: "partial";
            results: (components["schemas"]["AcceptedResultByProject"] | components["schemas"]["FailedResultByProject"])[];
        };
        ProblemByProject: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            detail?: string;
            errors?: components["schemas"]["Fault"][];
            results?: (components["schemas"]["AcceptedResultByProject"] | components["schemas"]["FailedResultByProject"])[];
        };
        DryRunByProject: {
            /** @constant */
            status: "dry_run";
            results: {
                /** @description Alias of the project. */
                project: string;
                /** @constant */
                status: "planned";
                items: number;
                request: {
                    method: string;
                    /** @description With the alias where the key would stand. */
                    path: string;
                    body?: unknown;
                };
            }[];
        };
        BulkStartRequest: {
            /**
             * @description What is to be carried out for the lines.
             * @enum {string}
             */
            capability: "custom-data-delete" | "custom-data-update" | "events-track" | "profiles-update" | "transactional-send";
            /** @description A request of that capability without its list, and without `idempotency_key`, `dry_run` and `confirm`. */
            request: Record<string, unknown>;
            /** @description Where the lines stand. */
            file: {
                /** @description Of the object: 1 to 1024 bytes of UTF-8. */
                key: string;
                /** @description Its bucket; the stack’s own if left out. */
                bucket?: string;
                /**
                 * @description CSV as RFC 4180, with a header; or a JSON value a line.
                 * @enum {string}
                 */
                format: "csv" | "ndjson";
                /**
                 * @description The column, or member, that names whom: `id` if left out.
                 * @default id
                 */
                column: string;
                /** @description Of pushes: which list of `recipients` the lines are for; `custom_ids` if left out. */
                list?: string;
            };
            /** @description Whether an id that stands twice in the file counts once. Of pushes (`true` if left out) and of deletions (`false`). */
            unique?: boolean;
            /** @description At most so many lines are handed over in a minute. */
            pace_per_minute?: number;
            /** @description Names the bulk, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. */
            idempotency_key?: string;
        };
        BulkUploadRequest: {
            /** @description The end of the key. */
            name?: string;
        };
        CampaignCreateRequest: {
            /** @description Aliases of the secret to send to; every app of the secret if left out. */
            apps?: string[];
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /** @description Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body. */
            extra?: Record<string, unknown>;
            /**
             * @description Of delivery.
             * @enum {string|null}
             */
            priority?: "normal" | "high" | null;
            /** @description Seconds for which a phone that is offline may still get it; Android and Web. */
            time_to_live?: number | null;
            /** @description On Android a push replaces an earlier one that has the same key. */
            gcm_collapse_key?: {
                /** @description Whether it does. */
                enabled: boolean;
                /** @description The key; Batch’s own if left out. */
                key?: string;
            } | null;
            /** @description URLs of what is shown or played with the message. */
            media?: {
                /** @description On Android and the Web. An absolute URL. */
                icon?: string;
                /** @description On iOS, Android and Chrome. An absolute URL. */
                picture?: string;
                /** @description On iOS. An absolute URL. */
                audio?: string;
                /** @description On iOS. An absolute URL. */
                video?: string;
            } | null;
            /** @description Opened when the push is tapped. */
            deeplink?: string | null;
            /** @description What the app shows when it was opened by the push. */
            landing?: {
                /** @description One of the themes of the app, as Batch’s dashboard names it. */
                theme: string;
                /** @description URL of a picture. */
                image?: string;
                /** @description For those who do not see it. */
                image_description?: string;
                /** @description Names it in analytics. */
                tracking_id?: string;
                /** @description Above the title. */
                header?: string;
                /** @description Above the body. */
                title?: string;
                /** @description The text. */
                body?: string;
                /** @description Buttons. */
                actions?: {
                    /** @description What stands on it. */
                    label: string;
                    /** @description What it does, as Batch’s SDK names it. */
                    action: string;
                    /** @description Any JSON that the action takes. */
                    args?: unknown;
                }[];
            } | null;
            /** @description Handed to the app: an object, or a string that holds JSON. The key `com.batch` is reserved. At most 200 levels deep. */
            custom_payload?: Record<string, unknown> | string | null;
            /** @description Codes of labels, for capping. */
            labels?: string[] | null;
            /**
             * @description `background` wakes the app and shows nothing.
             * @enum {string|null}
             */
            push_type?: "alert" | "background" | null;
            /** @description Of the campaign in Batch’s dashboard. */
            name: string;
            /** @description `false` saves a draft. `true` is refused (403) unless the stack was deployed with `allowLiveCampaigns`. */
            live: boolean;
            /** @description When it is sent: `now`, or a time in GMT that has not passed. */
            push_time?: string | null;
            /** @description The same in the time zone of each device. Stands in place of `push_time`. */
            local_push_time?: string | null;
            /** @description One in each language, none twice. */
            messages: {
                /** @description Two letters: `en`. */
                language: string;
                /** @description Above the body. */
                title?: string | null;
                /** @description The text. */
                body: string;
                /** @description In place of the campaign’s own. */
                deeplink?: string | null;
            }[];
            /** @description Who gets it. Without, everybody does. Members that are unknown here are handed on to Batch. */
            targeting?: ({
                /** @description Groups of users by how they use the app. All five are everybody. */
                segments?: ("NEW" | "ONE_TIME" | "ENGAGED" | "DORMANT" | "IMPORTED")[];
                /** @description A query on attributes and tags: `{"c.age": {"$gte": 18}}`. */
                query?: Record<string, unknown>;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Sends it again and again. */
            recurrence?: {
                /** @description When it stops. */
                end_date: string;
                /**
                 * @description Of `repeat_frequency`.
                 * @enum {string}
                 */
                repeat_unit: "DAILY" | "WEEKLY" | "MONTHLY";
                /** @description Every so many units. */
                repeat_frequency: number;
            } | null;
            /**
             * @description `everyone` is demanded (403) of a campaign that reaches every user.
             * @constant
             */
            confirm?: "everyone";
        };
        CampaignDeleteRequest: {
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /** @description Has no place beside `campaigns`, which names the apps. */
            apps?: unknown;
            /** @description The token of the campaign on each app, by alias. */
            campaigns: {
                [key: string]: string;
            };
        };
        CampaignUpdateRequest: {
            /** @description Has no place beside `campaigns`, which names the apps. */
            apps?: unknown;
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /**
             * @description Of delivery.
             * @enum {string|null}
             */
            priority?: "normal" | "high" | null;
            /** @description Seconds for which a phone that is offline may still get it; Android and Web. */
            time_to_live?: number | null;
            /** @description URLs of what is shown or played with the message. */
            media?: {
                /** @description On Android and the Web. An absolute URL. */
                icon?: string;
                /** @description On iOS, Android and Chrome. An absolute URL. */
                picture?: string;
                /** @description On iOS. An absolute URL. */
                audio?: string;
                /** @description On iOS. An absolute URL. */
                video?: string;
            } | null;
            /** @description Opened when the push is tapped. */
            deeplink?: string | null;
            /** @description What the app shows when it was opened by the push. */
            landing?: {
                /** @description One of the themes of the app, as Batch’s dashboard names it. */
                theme: string;
                /** @description URL of a picture. */
                image?: string;
                /** @description For those who do not see it. */
                image_description?: string;
                /** @description Names it in analytics. */
                tracking_id?: string;
                /** @description Above the title. */
                header?: string;
                /** @description Above the body. */
                title?: string;
                /** @description The text. */
                body?: string;
                /** @description Buttons. */
                actions?: {
                    /** @description What stands on it. */
                    label: string;
                    /** @description What it does, as Batch’s SDK names it. */
                    action: string;
                    /** @description Any JSON that the action takes. */
                    args?: unknown;
                }[];
            } | null;
            /** @description Handed to the app: an object, or a string that holds JSON. The key `com.batch` is reserved. At most 200 levels deep. */
            custom_payload?: Record<string, unknown> | string | null;
            /** @description Codes of labels, for capping. */
            labels?: string[] | null;
            /**
             * @description `background` wakes the app and shows nothing.
             * @enum {string|null}
             */
            push_type?: "alert" | "background" | null;
            /** @description When it is sent: `now`, or a time in GMT that has not passed. */
            push_time?: string | null;
            /** @description The same in the time zone of each device. Stands in place of `push_time`. */
            local_push_time?: string | null;
            /** @description Who gets it. Without, everybody does. Members that are unknown here are handed on to Batch. */
            targeting?: ({
                /** @description Groups of users by how they use the app. All five are everybody. */
                segments?: ("NEW" | "ONE_TIME" | "ENGAGED" | "DORMANT" | "IMPORTED")[];
                /** @description A query on attributes and tags: `{"c.age": {"$gte": 18}}`. */
                query?: Record<string, unknown>;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Sends it again and again. */
            recurrence?: {
                /** @description When it stops. */
                end_date: string;
                /**
                 * @description Of `repeat_frequency`.
                 * @enum {string}
                 */
                repeat_unit: "DAILY" | "WEEKLY" | "MONTHLY";
                /** @description Every so many units. */
                repeat_frequency: number;
            } | null;
            /** @description Of the campaign in Batch’s dashboard. */
            name?: string | null;
            /** @description `false` saves a draft. `true` is refused (403) unless the stack was deployed with `allowLiveCampaigns`. */
            live?: boolean | null;
            /** @description One in each language, none twice. */
            messages?: {
                /** @description Two letters: `en`. */
                language: string;
                /** @description Above the body. */
                title?: string | null;
                /** @description The text. */
                body: string;
                /** @description In place of the campaign’s own. */
                deeplink?: string | null;
            }[] | null;
            /** @description On Android a push replaces an earlier one that has the same key. What Batch tells of a campaign, a text, is taken too. */
            gcm_collapse_key?: string | {
                enabled: boolean;
                key?: string;
            } | null;
            /**
             * @description `everyone` is demanded (403) of a campaign that reaches every user.
             * @constant
             */
            confirm?: "everyone";
            /** @description Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body. */
            extra?: Record<string, unknown>;
            /** @description The token of the campaign on each app, by alias. */
            campaigns: {
                [key: string]: string;
            };
        };
        CustomDataDeleteRequest: {
            /** @description Aliases of the secret to send to; every app of the secret if left out. */
            apps?: string[];
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /** @description Ids of your own users, as the app tells Batch. */
            users: string[];
        };
        CustomDataUpdateRequest: {
            /** @description Aliases of the secret to send to; every app of the secret if left out. */
            apps?: string[];
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /** @description The users, in the order in which they are to be updated. */
            users: {
                /** @description Id of your own user, as the app tells Batch. */
                id: string;
                /** @description What is to change. */
                update: {
                    /** @description Drops everything else that Batch holds about the user. */
                    overwrite?: boolean;
                    /** @description Attributes and tags by key: `u.<name>` a text, a number or a boolean; `date(u.<name>)` a date, as epoch seconds or `yyyy-MM-ddTHH:mm:ss` in UTC or with a zone; `url(u.<name>)` a URL; `ut.<name>` tags, or `{"$add": tags, "$remove": tags}`. `null` takes any of them away. */
                    values: {
                        [key: string]: (string | number | boolean | null) | (number | string | null) | (string | null) | (string[] | {
                            $add?: string[];
                            $remove?: string[];
                        } | null);
                    };
                    /** @description Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body. */
                    extra?: Record<string, unknown>;
                };
            }[];
        };
        EventsTrackRequest: {
            /** @description Aliases of the secret to send to; every app of the secret if left out. */
            apps?: string[];
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /** @description Who did what. */
            users: {
                /** @description Id of your own user, as the app tells Batch. */
                id: string;
                /** @description What the user did, in order. */
                events: {
                    /** @description `ue.` and a name. */
                    name: string;
                    /** @description When it happened: `yyyy-MM-ddTHH:mm:ss` in UTC, or with a zone; in the last 24 hours and not in the future. If left out: when Batch gets it, and of a queue’s message, when that was first sent. */
                    time?: string | null;
                    /** @description At most 200 characters. */
                    label?: string | null;
                    /** @description At most 15: texts of at most 64 characters, numbers, booleans; dates under `date(name)`. Names are 1 to 30 of a-z, 0-9 and _. */
                    attributes?: Record<string, unknown> | null;
                    /** @description At most 10, each of at most 64 characters. */
                    tags?: string[] | null;
                    /** @description Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body. */
                    extra?: Record<string, unknown>;
                }[];
            }[];
        };
        ProfilesUpdateRequest: {
            /** @description Aliases of the secret to send to; every project of the secret if left out. */
            projects?: string[];
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /** @description The profiles, in the order in which they are to be updated. */
            profiles: {
                /** @description Whose profile: one of the two. */
                identifiers: {
                    /** @description Id of your own user, as the app tells Batch. */
                    custom_id?: string;
                    /** @description An installation of an app, as Batch has it. */
                    installation?: Record<string, unknown>;
                };
                /** @description By name; `date(name)` holds a date of RFC 3339 and `url(name)` a URL. A value is a text, a number, a boolean, a list of texts, or `{"$add": list, "$remove": list}`; `null` takes it away. */
                attributes?: ({
                    $email_address?: string | null;
                    $phone_number?: string | null;
                    $language?: string | null;
                    $region?: string | null;
                    $timezone?: string | null;
                    /** @enum {unknown} */
                    $email_marketing?: "subscribed" | "unsubscribed" | null;
                    /** @enum {unknown} */
                    $sms_marketing?: "subscribed" | "unsubscribed" | null;
                    $topic_preferences?: string[] | {
                        $add?: string[];
                        $remove?: string[];
                    } | null;
                } & {
                    [key: string]: string | (number | boolean) | string[] | {
                        $add?: string[];
                        $remove?: string[];
                    } | null;
                }) | null;
                /** @description What the person did, in order. */
                events?: {
                    /** @description Of the event. */
                    name: string;
                    /** @description When it happened: RFC 3339. If left out: when Batch gets it, and of a queue’s message, when that was first sent. */
                    time?: string | null;
                    /** @description By name: texts, numbers, booleans, objects, lists of texts or of objects; `$label` a text and `$tags` a list of texts, at the top. `null` is left out. */
                    attributes?: {
                        $label?: string | null;
                        $tags?: string[] | null;
                    } | null;
                    /** @description Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body. */
                    extra?: Record<string, unknown>;
                }[] | null;
                /** @description Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body. */
                extra?: Record<string, unknown>;
            }[];
            /**
             * @description `mass` is for one or two large imports a day: Batch carries them out later, and takes 10000 at once instead of 200.
             * @enum {string}
             */
            mode?: "update" | "mass";
        };
        TransactionalSendRequest: {
            /** @description Aliases of the secret to send to; every app of the secret if left out. */
            apps?: string[];
            /** @description Names the request, 1 to 255 characters: the same name is carried out once. The header `Idempotency-Key` does the same. Counts for what must not be repeated, and is ignored otherwise. */
            idempotency_key?: string;
            /** @description Validates, plans, reads the keys, and answers 200 with what would be sent. Nothing is sent. */
            dry_run?: boolean;
            /** @description Fields of Batch’s that this package does not know: merged untouched into the body for Batch, over what stands beside it. Limits and guards look at the merged body. */
            extra?: Record<string, unknown>;
            /**
             * @description Of delivery.
             * @enum {string|null}
             */
            priority?: "normal" | "high" | null;
            /** @description Seconds for which a phone that is offline may still get it; Android and Web. */
            time_to_live?: number | null;
            /** @description On Android a push replaces an earlier one that has the same key. */
            gcm_collapse_key?: {
                /** @description Whether it does. */
                enabled: boolean;
                /** @description The key; Batch’s own if left out. */
                key?: string;
            } | null;
            /** @description URLs of what is shown or played with the message. */
            media?: {
                /** @description On Android and the Web. An absolute URL. */
                icon?: string;
                /** @description On iOS, Android and Chrome. An absolute URL. */
                picture?: string;
                /** @description On iOS. An absolute URL. */
                audio?: string;
                /** @description On iOS. An absolute URL. */
                video?: string;
            } | null;
            /** @description Opened when the push is tapped. */
            deeplink?: string | null;
            /** @description What the app shows when it was opened by the push. */
            landing?: {
                /** @description One of the themes of the app, as Batch’s dashboard names it. */
                theme: string;
                /** @description URL of a picture. */
                image?: string;
                /** @description For those who do not see it. */
                image_description?: string;
                /** @description Names it in analytics. */
                tracking_id?: string;
                /** @description Above the title. */
                header?: string;
                /** @description Above the body. */
                title?: string;
                /** @description The text. */
                body?: string;
                /** @description Buttons. */
                actions?: {
                    /** @description What stands on it. */
                    label: string;
                    /** @description What it does, as Batch’s SDK names it. */
                    action: string;
                    /** @description Any JSON that the action takes. */
                    args?: unknown;
                }[];
            } | null;
            /** @description Handed to the app: an object, or a string that holds JSON. The key `com.batch` is reserved. At most 200 levels deep. */
            custom_payload?: Record<string, unknown> | string | null;
            /** @description Codes of labels, for capping. */
            labels?: string[] | null;
            /**
             * @description `background` wakes the app and shows nothing.
             * @enum {string|null}
             */
            push_type?: "alert" | "background" | null;
            /** @description Groups pushes in Batch’s figures. Many pushes may have the same. */
            group_id: string;
            /** @description Who gets it: at least one id in all. */
            recipients: {
                /** @description Ids of your own users, as the app tells Batch. */
                custom_ids?: string[] | null;
                /** @description Single installations of the app. */
                install_ids?: string[] | null;
                /** @description Push tokens of one platform: the request is for one app. */
                tokens?: string[] | null;
                /** @description IDFA or GAID. */
                advertising_ids?: string[] | null;
            };
            /** @description What is shown. May be left out if `push_type` is `background`. */
            message?: {
                /** @description Above the body. */
                title?: string | null;
                /** @description The text. */
                body: string;
            } | null;
            /** @description APNs’ sandbox; matters for tokens of iOS alone. */
            sandbox?: boolean | null;
            /** @description Whether Batch leaves out its look at `media`. */
            skip_media_check?: boolean | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Seconds after which the same request may work. */
        RetryAfter: number;
        /** @description `true` if the request was carried out before, under the same key, and this is how it ended. */
        IdempotentReplayed: "true";
        /** @description What was asked for in `Prefer`. */
        PreferenceApplied: "respond-async";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    bulkCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As `bulk-start` answered it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        capability: string;
                        /** @enum {unknown} */
                        status: "running" | "done" | "failed" | "cancelled";
                        /** @description Lines handed over, or passed over. */
                        lines: number;
                        /** @description Lines that became an item of a request. */
                        items: number;
                        /** @description Lines left out, whose id had been before. */
                        repeated: number;
                        /** @description Lines that are no item. */
                        refused: number;
                        /** @description The first of those. */
                        refused_lines: {
                            /** @description Counted from 1. */
                            line: number;
                            reason: string;
                        }[];
                        parts: {
                            total: number;
                            queued: number;
                            accepted: number;
                            rejected: number;
                            deferred: number;
                            unknown: number;
                            cancelled: number;
                        };
                        /** @description Items by app, or project, and outcome. */
                        results: {
                            /** @enum {unknown} */
                            status: "queued" | "accepted" | "rejected" | "deferred" | "unknown" | "cancelled";
                            items: number;
                            app?: string;
                            project?: string;
                        }[];
                        /** Format: date-time */
                        started: string;
                        /**
                         * Format: date-time
                         * @description When the last part’s fate was decided.
                         */
                        ended?: string;
                        /** @description Why reading ended early. */
                        error?: {
                            name: string;
                            detail: string;
                            line?: number;
                        };
                    };
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    bulkStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkStartRequest"];
            };
        };
        responses: {
            /** @description As asked for. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For `bulk-status` and `bulk-cancel`. */
                        id: string;
                        /** @constant */
                        status: "running";
                    };
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    bulkStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As `bulk-start` answered it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        capability: string;
                        /** @enum {unknown} */
                        status: "running" | "done" | "failed" | "cancelled";
                        /** @description Lines handed over, or passed over. */
                        lines: number;
                        /** @description Lines that became an item of a request. */
                        items: number;
                        /** @description Lines left out, whose id had been before. */
                        repeated: number;
                        /** @description Lines that are no item. */
                        refused: number;
                        /** @description The first of those. */
                        refused_lines: {
                            /** @description Counted from 1. */
                            line: number;
                            reason: string;
                        }[];
                        parts: {
                            total: number;
                            queued: number;
                            accepted: number;
                            rejected: number;
                            deferred: number;
                            unknown: number;
                            cancelled: number;
                        };
                        /** @description Items by app, or project, and outcome. */
                        results: {
                            /** @enum {unknown} */
                            status: "queued" | "accepted" | "rejected" | "deferred" | "unknown" | "cancelled";
                            items: number;
                            app?: string;
                            project?: string;
                        }[];
                        /** Format: date-time */
                        started: string;
                        /**
                         * Format: date-time
                         * @description When the last part’s fate was decided.
                         */
                        ended?: string;
                        /** @description Why reading ended early. */
                        error?: {
                            name: string;
                            detail: string;
                            line?: number;
                        };
                    };
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    bulkUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkUploadRequest"];
            };
        };
        responses: {
            /** @description As asked for. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For `file.key` of `bulk-start`. */
                        key: string;
                        /** Format: uri */
                        url: string;
                        /**
                         * Format: date-time
                         * @description Of the URL.
                         */
                        expires: string;
                    };
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    campaignCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignCreateRequest"];
            };
        };
        responses: {
            /** @description What would be sent: `dry_run`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description Batch accepted all of it. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partial"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Another attempt at this request is under way: ask again after `Retry-After`. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaignDelete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignDeleteRequest"];
            };
        };
        responses: {
            /** @description Batch accepted all of it; or what would be sent, if `dry_run` is asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"] | components["schemas"]["DryRun"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partial"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaignGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Alias of the app. One that the secret does not have is a 404. */
                app: string;
                /** @description A campaign’s token, as Batch answered it. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Batch accepted all of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRead"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartialRead"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
        };
    };
    campaignList: {
        parameters: {
            query?: {
                /** @description Aliases of the apps to ask, with commas between them; every app of the secret if left out. */
                apps?: string[];
                /** @description How many to pass over. */
                from?: number;
                /** @description How many to answer at most. */
                limit?: number;
                /** @description Only those that are live, or only those that are not. */
                live?: true | false;
                /** @description Only those made by the API, or only those that were not. */
                from_api?: true | false;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Batch accepted all of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRead"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartialRead"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
        };
    };
    campaignStats: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Alias of the app. One that the secret does not have is a 404. */
                app: string;
                /** @description A campaign’s token, as Batch answered it. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Batch accepted all of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRead"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartialRead"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
        };
    };
    campaignUpdate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignUpdateRequest"];
            };
        };
        responses: {
            /** @description Batch accepted all of it; or what would be sent, if `dry_run` is asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"] | components["schemas"]["DryRun"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partial"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    customDataDelete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomDataDeleteRequest"];
            };
        };
        responses: {
            /** @description Batch accepted all of it; or what would be sent, if `dry_run` is asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"] | components["schemas"]["DryRun"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partial"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    customDataUpdate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomDataUpdateRequest"];
            };
        };
        responses: {
            /** @description Batch accepted all of it; or what would be sent, if `dry_run` is asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"] | components["schemas"]["DryRun"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partial"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eventsTrack: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventsTrackRequest"];
            };
        };
        responses: {
            /** @description Batch accepted all of it; or what would be sent, if `dry_run` is asked for. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"] | components["schemas"]["DryRun"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partial"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Another attempt at this request is under way: ask again after `Retry-After`. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    profilesUpdate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfilesUpdateRequest"];
            };
        };
        responses: {
            /** @description Batch accepted all of it; or what would be sent, if `dry_run` is asked for. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedByProject"] | components["schemas"]["DryRunByProject"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartialByProject"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Another attempt at this request is under way: ask again after `Retry-After`. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemByProject"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemByProject"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemByProject"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemByProject"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemByProject"];
                };
            };
        };
    };
    requestStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Whose request it was. */
                capability: string;
                /** @description The request’s name. With `/` or `?` in it, it has to stand in the query. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        capability: string;
                        key: string;
                        /** @enum {unknown} */
                        status: "running" | "accepted" | "rejected" | "deferred" | "unknown" | "cancelled" | "partial";
                        /** @description One for each call that the request comes to. */
                        results: {
                            chunk: number;
                            /** @enum {unknown} */
                            status: "running" | "accepted" | "rejected" | "deferred" | "unknown" | "cancelled";
                            app?: string;
                            project?: string;
                            token?: string;
                            error?: {
                                name: string;
                            };
                        }[];
                        /**
                         * Format: date-time
                         * @description When it will be forgotten.
                         */
                        expires: string;
                    };
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    requestStatusByQuery: {
        parameters: {
            query: {
                /** @description The request’s name. With `/` or `?` in it, it has to stand in the query. */
                key: string;
            };
            header?: never;
            path: {
                /** @description Whose request it was. */
                capability: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        capability: string;
                        key: string;
                        /** @enum {unknown} */
                        status: "running" | "accepted" | "rejected" | "deferred" | "unknown" | "cancelled" | "partial";
                        /** @description One for each call that the request comes to. */
                        results: {
                            chunk: number;
                            /** @enum {unknown} */
                            status: "running" | "accepted" | "rejected" | "deferred" | "unknown" | "cancelled";
                            app?: string;
                            project?: string;
                            token?: string;
                            error?: {
                                name: string;
                            };
                        }[];
                        /**
                         * Format: date-time
                         * @description When it will be forgotten.
                         */
                        expires: string;
                    };
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
        };
    };
    transactionalSend: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request: what was accepted, refused or is unknown under a name is answered again and not repeated; what was put off is tried again. Bare, without quotes, commas, semicolons or white space in it; or in double quotes. */
                "Idempotency-Key"?: string;
                /** @description `respond-async` has the request queued, and answers 202. */
                Prefer?: "respond-async";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransactionalSendRequest"];
            };
        };
        responses: {
            /** @description What would be sent: `dry_run`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description Batch accepted all of it. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Queued: `Prefer: respond-async`. */
            202: {
                headers: {
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queued"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partial"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Another attempt at this request is under way: ask again after `Retry-After`. */
            409: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what would be answered, is too long. A body has room for 6 MB less one byte for each quote and backslash in it: some 5 MB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transactionalStats: {
        parameters: {
            query: {
                /** @description The first day. Before `until`, by at most 6 months. */
                since: string;
                /** @description The day after the last; today, in GMT, if left out. */
                until?: string;
                /** @description Aliases of the apps to ask, with commas between them; every app of the secret if left out. */
                apps?: string[];
            };
            header?: never;
            path: {
                /** @description Groups pushes in Batch’s figures. Many pushes may have the same. */
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Batch accepted all of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRead"];
                };
            };
            /** @description Some of it was accepted, and some was not. `Retry-After` if trying again will help. */
            207: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartialRead"];
                };
            };
            /** @description The request is faulty; every fault is named. Nothing was sent. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The signature is missing or invalid, or the token lacks a scope; or what is asked for is not allowed as things stand. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description There is no such thing. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Batch refuses it as it stands, or the key belongs to another request. Repeating it does not help. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
            /** @description Too many requests at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The gateway’s keys or configuration are at fault. Nothing was sent. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description Nothing was sent. The same request may work later, after `Retry-After`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description It may have been carried out, and nobody can tell. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemRead"];
                };
            };
        };
    };
}


type Success = 200 | 201 | 202 | 207;

type Json<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : never;

/** Every answer that is no error. */
type Answer<Name extends keyof operations> = {
  [Status in keyof operations[Name]['responses'] & Success]: Json<operations[Name]['responses'][Status]>;
}[keyof operations[Name]['responses'] & Success];

type Of<Parameters> = [Parameters] extends [undefined] ? unknown : NonNullable<Parameters>;

/** The members of a path and a query together. */
type Read<Name extends keyof operations> = Of<operations[Name]['parameters']['path']> &
  Of<operations[Name]['parameters']['query']>;

/** How a method asks over HTTP. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether a repetition without a name may be carried out twice. */
  readonly isOnce: boolean;
}

export interface Requests {
  bulkCancel: Read<'bulkCancel'>;
  bulkStart: operations['bulkStart']['requestBody']['content']['application/json'];
  bulkStatus: Read<'bulkStatus'>;
  bulkUpload: operations['bulkUpload']['requestBody']['content']['application/json'];
  campaignCreate: operations['campaignCreate']['requestBody']['content']['application/json'];
  campaignDelete: operations['campaignDelete']['requestBody']['content']['application/json'];
  campaignGet: Read<'campaignGet'>;
  campaignList: Read<'campaignList'>;
  campaignStats: Read<'campaignStats'>;
  campaignUpdate: operations['campaignUpdate']['requestBody']['content']['application/json'];
  customDataDelete: operations['customDataDelete']['requestBody']['content']['application/json'];
  customDataUpdate: operations['customDataUpdate']['requestBody']['content']['application/json'];
  eventsTrack: operations['eventsTrack']['requestBody']['content']['application/json'];
  profilesUpdate: operations['profilesUpdate']['requestBody']['content']['application/json'];
  requestStatus: Read<'requestStatusByQuery'>;
  transactionalSend: operations['transactionalSend']['requestBody']['content']['application/json'];
  transactionalStats: Read<'transactionalStats'>;
}

export interface Answers {
  bulkCancel: Answer<'bulkCancel'>;
  bulkStart: Answer<'bulkStart'>;
  bulkStatus: Answer<'bulkStatus'>;
  bulkUpload: Answer<'bulkUpload'>;
  campaignCreate: Answer<'campaignCreate'>;
  campaignDelete: Answer<'campaignDelete'>;
  campaignGet: Answer<'campaignGet'>;
  campaignList: Answer<'campaignList'>;
  campaignStats: Answer<'campaignStats'>;
  campaignUpdate: Answer<'campaignUpdate'>;
  customDataDelete: Answer<'customDataDelete'>;
  customDataUpdate: Answer<'customDataUpdate'>;
  eventsTrack: Answer<'eventsTrack'>;
  profilesUpdate: Answer<'profilesUpdate'>;
  requestStatus: Answer<'requestStatusByQuery'>;
  transactionalSend: Answer<'transactionalSend'>;
  transactionalStats: Answer<'transactionalStats'>;
}

/** What may be put on a queue, or on the bus. */
export interface Queued {
  'campaign-create': operations['campaignCreate']['requestBody']['content']['application/json'];
  'campaign-delete': operations['campaignDelete']['requestBody']['content']['application/json'];
  'campaign-update': operations['campaignUpdate']['requestBody']['content']['application/json'];
  'custom-data-delete': operations['customDataDelete']['requestBody']['content']['application/json'];
  'custom-data-update': operations['customDataUpdate']['requestBody']['content']['application/json'];
  'events-track': operations['eventsTrack']['requestBody']['content']['application/json'];
  'profiles-update': operations['profilesUpdate']['requestBody']['content']['application/json'];
  'transactional-send': operations['transactionalSend']['requestBody']['content']['application/json'];
}

export const OPERATIONS = {
  bulkCancel: { method: 'POST', path: '/bulk/{id}/cancel', isOnce: false },
  bulkStart: { method: 'POST', path: '/bulk', isOnce: true },
  bulkStatus: { method: 'GET', path: '/bulk/{id}', isOnce: false },
  bulkUpload: { method: 'POST', path: '/bulk/upload', isOnce: false },
  campaignCreate: { method: 'POST', path: '/campaigns/create', isOnce: true },
  campaignDelete: { method: 'POST', path: '/campaigns/delete', isOnce: false },
  campaignGet: { method: 'GET', path: '/campaigns/{app}/{token}', isOnce: false },
  campaignList: { method: 'GET', path: '/campaigns', isOnce: false },
  campaignStats: { method: 'GET', path: '/campaigns/{app}/{token}/stats', isOnce: false },
  campaignUpdate: { method: 'POST', path: '/campaigns/update', isOnce: false },
  customDataDelete: { method: 'POST', path: '/data/users/delete', isOnce: false },
  customDataUpdate: { method: 'POST', path: '/data/users', isOnce: false },
  eventsTrack: { method: 'POST', path: '/events/users', isOnce: true },
  profilesUpdate: { method: 'POST', path: '/profiles/update', isOnce: true },
  requestStatus: { method: 'GET', path: '/requests/{capability}', isOnce: false },
  transactionalSend: { method: 'POST', path: '/transactional/send', isOnce: true },
  transactionalStats: { method: 'GET', path: '/transactional/stats/{group_id}', isOnce: false },
} as const satisfies Readonly<Record<keyof Requests, Operation>>;
