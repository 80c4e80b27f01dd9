/**
 * The steps of all pipelines and their order. {@code StepActions} passes each step the roles that
 * it uses. May use {@code worker.pipeline}, {@code worker.role}.
 */
@NullMarked
package io.beta9.provisioning.worker.steps;

import org.jspecify.annotations.NullMarked;
