/** Helpers that several services use: tags, pagination, random ids and access to SDK fields. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.common;

import org.jspecify.annotations.NullMarked;
