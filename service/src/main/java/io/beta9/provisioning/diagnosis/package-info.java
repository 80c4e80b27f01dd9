/**
 * The diagnosis of one environment: the known facts, the findings, and one verdict with the next
 * command. Uses the repositories of environments, operations, regions and timeline, and reads the
 * state lock through {@code aws} and {@code tfstate}.
 */
@NullMarked
package io.beta9.provisioning.diagnosis;

import org.jspecify.annotations.NullMarked;
