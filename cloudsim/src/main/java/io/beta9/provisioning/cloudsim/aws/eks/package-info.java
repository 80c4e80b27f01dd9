/** Elastic Kubernetes Service, with EC2 below it and the Kubernetes planes beside it. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.eks;

import org.jspecify.annotations.NullMarked;
