/**
 * What a Kubernetes API server does with resources, for every built-in kind alike: JSON trees,
 * resource versions, watches, selectors, patches.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.api;

import org.jspecify.annotations.NullMarked;
