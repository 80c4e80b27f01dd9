package io.beta9.provisioning.app;

import io.beta9.provisioning.bootstrap.HelmBootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.settings.BootstrapSettings;
import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformProcesses;
import io.beta9.provisioning.terraform.run.TerraformRunMetrics;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Terraform and Helm, unless the worker was given other tools. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(WorkerTools.class)
class WorkerToolsConfiguration {

  @Bean
  TerraformCli terraformCli(TerraformOptions options) {
    return findTerraform(options);
  }

  @Bean
  WorkerTools workerTools(
      TerraformCli terraform,
      TerraformOptions options,
      TerraformRunMetrics metrics,
      BootstrapSettings settings,
      Clock clock) {
    HelmSettings helm =
        new HelmSettings(
            existing("HELM_RUNNER_JAR", settings.helmRunnerJar(), "helm-runner.jar"),
            Path.of(System.getProperty("java.home"), "bin", "java"),
            existing("CHARTS_DIR", settings.chartsDir(), "the directory of the charts"));
    return new WorkerTools(
        (stack, redactor, credentials) ->
            new TerraformProcesses(terraform, options, stack, redactor, credentials, metrics),
        (cluster, credentials, privateDirectory) ->
            new HelmBootstrap(
                new ClusterAccess(cluster, credentials, clock), helm, privateDirectory));
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
