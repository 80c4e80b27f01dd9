/**
 * The controllers of a cluster: workloads, Services, namespaces, and garbage collection.
 *
 * <p>It may use {@code node}, {@code resource}, {@code store} and {@code aws}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.controller;

import org.jspecify.annotations.NullMarked;
