/**
 * The command {@code chaos}: provisions environments while faults are injected and checks that no
 * operation or resource was lost, duplicated or orphaned.
 */
@NullMarked
package io.beta9.provisioning.devstack.chaos;

import org.jspecify.annotations.NullMarked;
