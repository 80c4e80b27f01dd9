/**
 * The diagnosis of one environment: the known facts, the findings, and one verdict with the next
 * command.
 */
@NullMarked
package io.beta9.provisioning.diagnosis;

import org.jspecify.annotations.NullMarked;
