/**
 * HTTP resources and server-sent events. Maps the domain to the records of the module api-model and
 * decides nothing itself: requests that change something go to {@code intake}.
 *
 * <p>Streams are written by {@link io.beta9.provisioning.api.ServerSentEvents} and not by Spring's
 * {@code SseEmitter}. An emitter is written from another thread than the request's, after
 * asynchronous dispatch: each stream would need a thread of its own in addition, and the limit of
 * streams for each key, the end of a stream and the detection of disconnected readers would be
 * callbacks of the emitter. On a virtual thread, one blocking loop contains all of that.
 */
@NullMarked
package io.beta9.provisioning.api;

import org.jspecify.annotations.NullMarked;
