/** Elastic Container Registry, as far as repositories. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.ecr;

import org.jspecify.annotations.NullMarked;
