/**
 * What all benchmarks share: the form of their report, and the processes that they start or measure
 * (the service, PostgreSQL, pgbench).
 */
@NullMarked
package io.beta9.provisioning.bench.server;

import org.jspecify.annotations.NullMarked;
