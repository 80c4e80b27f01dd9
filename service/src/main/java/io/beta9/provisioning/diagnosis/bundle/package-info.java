/**
 * The support bundle of an environment: one archive with what is known about it, without secrets,
 * for people who have no access to the installation. May use {@code diagnosis}.
 */
@NullMarked
package io.beta9.provisioning.diagnosis.bundle;

import org.jspecify.annotations.NullMarked;
