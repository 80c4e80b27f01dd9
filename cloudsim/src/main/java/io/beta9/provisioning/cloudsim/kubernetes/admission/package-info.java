/**
 * Admission control: what the API server checks and changes before it stores an object. Service
 * accounts, priority and runtime classes, limit ranges, pod security levels, webhooks and quotas.
 *
 * <p>It may use {@code store}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.admission;

import org.jspecify.annotations.NullMarked;
