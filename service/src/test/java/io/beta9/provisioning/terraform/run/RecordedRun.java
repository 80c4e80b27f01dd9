package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The recorded files of a run, without a Terraform process. */
public record RecordedRun(Path folder) {

  /** Returns a run whose process is this JVM. */
  public static RecordedRun running(Path base, EnvironmentId environment) throws IOException {
    ProcessId self = ProcessId.running(ProcessHandle.current().pid()).orElseThrow();
    RecordedRun run =
        new RecordedRun(
            Files.createDirectories(StackDirectory.at(base, environment).runDirectory("r-apply")));
    Files.write(
        run.folder().resolve(ChildProcess.PID),
        List.of(
            "kind=apply",
            "pid=" + self.pid(),
            "start=" + self.startTicks(),
            "leader=" + self.pid(),
            "leader_start=" + self.startTicks(),
            "boot=" + LinuxHost.bootId(),
            "namespace=" + LinuxHost.pidNamespace()));
    return run;
  }

  /** Truncates one of the files of the run. */
  public RecordedRun emptied(String file) throws IOException {
    Files.write(folder.resolve(file), new byte[0]);
    return this;
  }
}
