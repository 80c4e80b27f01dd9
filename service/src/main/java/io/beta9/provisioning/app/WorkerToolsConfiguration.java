package io.beta9.provisioning.app;

import io.beta9.provisioning.bootstrap.HelmBootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.settings.BootstrapSettings;
import io.beta9.provisioning.settings.EnvironmentSettings;
import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.settings.OperationSettings;
import io.beta9.provisioning.settings.TerraformSettings;
import io.beta9.provisioning.settings.TerraformUser;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformProcesses;
import io.beta9.provisioning.terraform.run.TerraformRunMetrics;
import io.beta9.provisioning.terraform.run.TerraformUserChoice;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Terraform and Helm, unless the worker was given other tools. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(WorkerTools.class)
class WorkerToolsConfiguration {
  private static final Logger log = LoggerFactory.getLogger(WorkerToolsConfiguration.class);

  @Bean
  TerraformCli terraformCli(TerraformOptions options) {
    return findTerraform(options);
  }

  @Bean
  TerraformUserChoice terraformUser(
      TerraformSettings settings, OperationSettings operations, TerraformCli terraform) {
    TerraformUserChoice choice =
        TerraformUserChoice.of(settings.user(), terraform, operations.workdirBase());
    choice.obstacle().ifPresent(obstacle -> reportObstacle(settings.user().mode(), obstacle));
    choice
        .user()
        .ifPresent(user -> log.info("Terraform runs as uid {}, gid {}", user.uid(), user.gid()));
    return choice;
  }

  private static void reportObstacle(TerraformUser.Mode mode, String obstacle) {
    if (mode == TerraformUser.Mode.SEPARATE) {
      throw new InvalidSettingsException(
          List.of("TERRAFORM_USER: Terraform cannot run as this user: " + obstacle));
    }
    log.warn("Terraform runs as the user of this worker, not as a user of its own: {}", obstacle);
  }

  @Bean
  HelmSettings helmSettings(BootstrapSettings settings) {
    return new HelmSettings(
        existing("HELM_RUNNER_JAR", settings.helmRunnerJar(), "helm-runner.jar"),
        settings.helmRunnerAotCache(),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        existing("CHARTS_DIR", settings.chartsDir(), "the directory of the charts"));
  }

  @Bean
  WorkerTools workerTools(
      TerraformCli terraform,
      TerraformOptions options,
      TerraformRunMetrics metrics,
      HelmSettings helm,
      EnvironmentSettings environments,
      Clock clock) {
    return new WorkerTools(
            (stack, redactor, credentials) ->
                new TerraformProcesses(terraform, options, stack, redactor, credentials, metrics),
            (cluster, tokens, privateDirectory) ->
                new HelmBootstrap(
                    new ClusterAccess(cluster, tokens, clock), helm, privateDirectory))
        .from(ApiConfiguration.workerNetworks(environments));
  }

  private static TerraformCli findTerraform(TerraformOptions options) {
    try {
      return TerraformCli.find(options);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Path existing(String setting, @Nullable Path path, String what) {
    if (path == null || !Files.exists(path)) {
      throw new Service.RefusedException(
          "%s: a worker requires %s; %s"
              .formatted(
                  setting,
                  what,
                  path == null ? "set the variable to its path" : path + " does not exist"));
    }
    return path.toAbsolutePath();
  }
}
