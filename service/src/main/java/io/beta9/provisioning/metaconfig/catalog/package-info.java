/**
 * The values that a meta-config can choose from: profiles, GPU types, regions and versions. May use
 * no other subpackage of {@code metaconfig}.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.catalog;

import org.jspecify.annotations.NullMarked;
