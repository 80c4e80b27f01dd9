/**
 * Elastic Kubernetes Service: clusters, node groups, add-ons and access entries, based on the
 * simulated EC2 and the Kubernetes control planes.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.eks;

import org.jspecify.annotations.NullMarked;
