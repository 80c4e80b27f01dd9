package io.beta9.provisioning.app;

import org.springframework.context.annotation.Configuration;

/** The worker. */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {}
