package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a worker uses for all its operations.
 *
 * @param workdirBase the parent of the stack directories
 * @param host the name of this host, recorded with each child process
 */
public record WorkerDependencies(
    CloudAccounts accounts,
    WorkerTools tools,
    TerraformOptions terraformOptions,
    Path workdirBase,
    String host,
    JsonMapper json,
    Clock clock,
    RandomGenerator random) {}
