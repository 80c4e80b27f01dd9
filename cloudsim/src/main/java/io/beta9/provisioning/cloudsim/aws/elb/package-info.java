/**
 * Elastic Load Balancing: the load balancers that clusters create for Kubernetes Services, and both
 * APIs (classic and network) that list and delete them.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.elb;

import org.jspecify.annotations.NullMarked;
