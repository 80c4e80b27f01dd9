/**
 * What the controllers, the scheduler and the kubelets of a cluster do with what the API server
 * holds.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.controller;

import org.jspecify.annotations.NullMarked;
