/**
 * Commands for operators: queue, workers, regions, reports, API keys. May use {@code command} and
 * below.
 */
@NullMarked
package io.beta9.provisioning.cli.operator;

import org.jspecify.annotations.NullMarked;
