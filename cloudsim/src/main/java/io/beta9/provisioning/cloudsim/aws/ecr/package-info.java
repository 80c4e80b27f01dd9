/** Elastic Container Registry: repositories and their policies; image contents are not stored. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.ecr;

import org.jspecify.annotations.NullMarked;
