/**
 * A load generator for HTTP on one thread. It may use nothing of the service, so that its cost per
 * request stays small beside that of the service.
 */
@NullMarked
package io.beta9.provisioning.bench.load;

import org.jspecify.annotations.NullMarked;
