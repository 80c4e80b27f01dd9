/**
 * Benchmarks, each a command that prints its result as JSON. They start the whole demo stack and
 * may use all modules.
 */
@NullMarked
package io.beta9.provisioning.bench;

import org.jspecify.annotations.NullMarked;
