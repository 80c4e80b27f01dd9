/** Processes that a benchmark starts or measures: the service, PostgreSQL, pgbench. */
@NullMarked
package io.beta9.provisioning.bench.server;

import org.jspecify.annotations.NullMarked;
