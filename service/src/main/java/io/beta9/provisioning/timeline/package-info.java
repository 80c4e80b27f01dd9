/**
 * The timeline of environments: events, log lines and the Terraform journal, and their retention.
 * Uses {@code environment}, {@code operation}, {@code failure} and {@code settings}; knows nothing
 * of Terraform, AWS and HTTP.
 */
@NullMarked
package io.beta9.provisioning.timeline;

import org.jspecify.annotations.NullMarked;
