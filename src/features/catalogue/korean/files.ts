/** The Korean of what the catalogue says in English. */
export const FILES: Readonly<Record<string, string>> = {
  'List files': '파일 목록',
  'Lists a folder: `{name, path, kind, size, modified_at}` for each `file` and `folder`, folders first. Links that lead out of the selected folder are left out.':
    '폴더의 내용을 나열합니다. `file`과 `folder`마다 `{name, path, kind, size, modified_at}`을 담으며 폴더가 먼저 옵니다. 선택한 폴더 밖으로 나가는 링크는 제외합니다.',
  'The path of the folder in the selected folder.': '선택한 폴더 안의 폴더.',
  'Whether the contents of subfolders are also listed.': '하위 폴더의 내용도 나열할지 여부.',
  'Maximum number of entries; a folder with more is an error.':
    '나열할 항목의 최대 개수. 더 많은 폴더는 오류입니다.',
  'Move file': '파일 이동',
  'Moves or renames a file or folder in the selected folder, creates missing folders, and passes on the new `{path}`.':
    '선택한 폴더의 파일이나 폴더를 다른 경로로 옮기고, 없는 폴더를 만들며, 새 `{path}`를 전달합니다.',
  'The current path in the selected folder.': '선택한 폴더 안의 현재 경로.',
  'The new path, with the name of the file.': '파일 이름을 포함한 새 경로.',
  'Whether an existing file at the new path is replaced; otherwise it is an error.':
    '새 경로에 파일이 있으면 바꿀지 여부. 아니면 오류입니다.',
  'Delete file': '파일 삭제',
  'Deletes a file or an empty folder in the selected folder and passes on `{path, deleted}`.':
    '선택한 폴더의 파일이나 빈 폴더를 삭제하고 `{path, deleted}`를 전달합니다.',
  'What happens if there is no such file: with `ignore`, `deleted` is false.':
    '그런 파일이 없을 때의 동작. `ignore`이면 `deleted`가 false가 됩니다.',
}
