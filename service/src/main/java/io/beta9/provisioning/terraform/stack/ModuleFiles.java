package io.beta9.provisioning.terraform.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The files of the Terraform module on the class path, which may be a directory, a jar or a nested
 * jar. All files found belong to the module.
 */
final class ModuleFiles {
  private static final String ROOT = "terraform/aws/";

  /** Cached, because the class path does not change and searching it is slow. */
  private static final class ModuleFile {
    static final SortedMap<String, byte[]> FILES = Collections.unmodifiableSortedMap(search());
  }

  private ModuleFiles() {}

  /** Returns the contents by path relative to the root of the module, without its tests. */
  static SortedMap<String, byte[]> read() {
    return ModuleFile.FILES;
  }

  private static SortedMap<String, byte[]> search() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try {
      Resource[] found =
          new PathMatchingResourcePatternResolver(ModuleFiles.class.getClassLoader())
              .getResources("classpath*:" + ROOT + "**/*");
      for (Resource resource : found) {
        String path = pathOf(resource);
        if (belongs(path) && resource.isReadable()) {
          files.putIfAbsent(path, resource.getContentAsByteArray());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the Terraform module on the class path is unreadable", e);
    }
    if (files.keySet().stream().noneMatch(path -> path.endsWith(".tf"))) {
      throw new IllegalStateException("there is no Terraform module on the class path at " + ROOT);
    }
    return files;
  }

  private static String pathOf(Resource resource) throws IOException {
    String url = URLDecoder.decode(resource.getURL().toString(), StandardCharsets.UTF_8);
    return url.substring(url.lastIndexOf(ROOT) + ROOT.length());
  }

  private static boolean belongs(String path) {
    return !path.isEmpty()
        && !path.endsWith("/")
        && !path.startsWith("tests/")
        && !path.endsWith(".tftest.hcl")
        && !path.endsWith(".md");
  }
}
