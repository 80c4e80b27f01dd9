package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.Release;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The response to a request, printed as one JSON object on one line. */
sealed interface Response {

  /** Returns the fields of the JSON object in output order. */
  Map<String, Object> fields();

  /** Returns the exit code: 0 for success, 1 for a Helm error, 2 for an invalid request. */
  int exitCode();

  default String json() {
    return JsonMapper.shared().writeValueAsString(fields());
  }

  /** The current state of a release. */
  record ReleaseFound(Release release) implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("release", describe(release));
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** The release does not exist. For status and uninstall this is not an error. */
  record ReleaseAbsent() implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("absent", true);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** The release was uninstalled. */
  record ReleaseRemoved() implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("removed", true);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** All releases of a namespace in any status. */
  record ReleaseList(List<Release> releases) implements Response {
    @Override
    public Map<String, Object> fields() {
      List<Map<String, Object>> described = new ArrayList<>();
      releases.forEach(release -> described.add(describe(release)));
      return success("releases", described);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** A rendered chart. */
  record Manifest(String manifest) implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("manifest", manifest);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** The version of Helm. */
  record Version(String version) implements Response {
    @Override
    public Map<String, Object> fields() {
      return success("version", version);
    }

    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** An error. */
  record Failed(ErrorKind kind, String error) implements Response {
    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("ok", false);
      fields.put("error", error);
      fields.put("kind", kind.code());
      return fields;
    }

    @Override
    public int exitCode() {
      return kind == ErrorKind.REQUEST ? 2 : 1;
    }
  }

  private static Map<String, Object> success(String field, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("ok", true);
    fields.put(field, value);
    return fields;
  }

  private static Map<String, Object> describe(Release release) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", release.getName());
    fields.put("namespace", release.getNamespace());
    fields.put("status", release.getStatus());
    fields.put("revision", Integer.parseInt(release.getRevision()));
    fields.put("chart", release.getChart());
    fields.put("app_version", release.getAppVersion());
    return fields;
  }
}
