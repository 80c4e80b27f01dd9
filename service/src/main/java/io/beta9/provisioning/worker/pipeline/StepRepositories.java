package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;

/** The repositories that steps read and write through the roles of {@link StepContext}. */
public record StepRepositories(
    EnvironmentRepository environments,
    OperationRepository operations,
    EventRepository events,
    LogRepository logs,
    JournalRepository journal,
    ProcessRepository processes,
    KeptStateRepository keptStates) {}
