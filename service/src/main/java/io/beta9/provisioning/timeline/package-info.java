/**
 * The timeline of environments: events, log lines and the Terraform journal, and their retention.
 */
@NullMarked
package io.beta9.provisioning.timeline;

import org.jspecify.annotations.NullMarked;
