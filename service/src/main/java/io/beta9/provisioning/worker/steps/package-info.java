/**
 * The steps of all pipelines and their order. May use {@code worker.lease}, {@code
 * worker.pipeline}.
 */
@NullMarked
package io.beta9.provisioning.worker.steps;

import org.jspecify.annotations.NullMarked;
