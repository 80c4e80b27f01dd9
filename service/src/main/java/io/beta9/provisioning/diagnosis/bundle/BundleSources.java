package io.beta9.provisioning.diagnosis.bundle;

import io.beta9.provisioning.operation.history.OperationHistoryRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.LogRepository;

/** What is recorded about an environment. */
public record BundleSources(
    OperationHistoryRepository history, EventRepository events, LogRepository logs) {}
