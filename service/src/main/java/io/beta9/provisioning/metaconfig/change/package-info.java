/**
 * What an update of the meta-config means for a running platform: in place, with an announced
 * interruption, only if the consequence is accepted, or rejected. May use {@code
 * metaconfig.catalog}, {@code metaconfig.model}, {@code metaconfig.text}.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.change;

import org.jspecify.annotations.NullMarked;
