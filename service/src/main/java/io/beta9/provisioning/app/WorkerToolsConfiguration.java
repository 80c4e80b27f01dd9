package io.beta9.provisioning.app;

import io.beta9.provisioning.bootstrap.HelmBootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformProcesses;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The real Terraform and the real Helm, where a worker was not given others. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(WorkerTools.class)
class WorkerToolsConfiguration {

  @Bean
  WorkerTools tools(TerraformOptions options, Settings settings, Clock clock) {
    TerraformCli terraform = WorkerSettingsValidator.valid(() -> TerraformCli.find(options));
    HelmSettings helm =
        new HelmSettings(
            existing("HELM_RUNNER_JAR", settings.tools().helmRunner(), "helm-runner.jar"),
            Path.of(System.getProperty("java.home"), "bin", "java"),
            existing("CHARTS_DIR", settings.tools().charts(), "the folder of charts"));
    return new WorkerTools(
        (stack, redactor) -> new TerraformProcesses(terraform, options, stack, redactor),
        (cluster, credentials) ->
            new HelmBootstrap(new ClusterAccess(cluster, credentials, clock), helm));
  }

  private static Path existing(String setting, @Nullable Path path, String what) {
    if (path == null || !Files.exists(path)) {
      throw new Service.RefusedException(
          "A worker needs "
              + what
              + ": set "
              + setting
              + (path == null ? "" : ", " + path + " is not there"));
    }
    return path.toAbsolutePath();
  }
}
